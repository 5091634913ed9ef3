import { wholeUrl } from '../content/path.ts'
import { jwt } from '../engines/jwt.ts'
import { header } from '../message/place.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Upstash QStash. A JWT by HS256 with the base64url SHA-256 of the raw body, and the address as its subject, which must
 * be that of the public URL. Two keys are live at a time: give the current and the next one as two secrets.
 *
 * Source: www.npmjs.com/package/@upstash/qstash.
 */
export const qstash: Scheme = jwt({
  name: 'qstash',
  title: 'Upstash QStash',
  documentation: ['https://www.npmjs.com/package/@upstash/qstash'],
  confidence: 'high',
  at: header('Upstash-Signature'),
  algorithms: ['HS256'],
  claims: { iss: 'Upstash' },
  agrees: ({ sub }, { url }) => sub === url,
  agreeing: (message) => ({ sub: wholeUrl(message) }),
  expires: true,
  notBefore: true,
  bodyHash: { claim: 'body', hash: 'sha256', encoding: 'base64url' },
  describe: described({ id: header('Upstash-Message-Id') }),
  forward: ['Upstash-Message-Id', 'Upstash-Retried'],
  unprotected: ['id'],
})
