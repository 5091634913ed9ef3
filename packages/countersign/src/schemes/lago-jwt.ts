import { jwt } from '../engines/jwt.ts'
import { onlyWhere } from '../engines/only-where.ts'
import { strictText, utf8 } from '../message/encoding.ts'
import { header, jsonField } from '../message/place.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Lago, with signatures by RS256. The token repeats the whole body in its claim `data`, which must be the body byte for
 * byte. No time. The public key is PEM; Lago's API shows it as base64 of that.
 *
 * Source: github.com/getlago/lago-api app/services/webhooks.
 */
export const lagoJwt: Scheme = onlyWhere(
  header('X-Lago-Signature-Algorithm'),
  (text) => text === 'jwt',
  jwt({
    name: 'lago-jwt',
    title: 'Lago (RS256)',
    documentation: ['https://github.com/getlago/lago-api'],
    confidence: 'high',
    at: header('X-Lago-Signature'),
    algorithms: ['RS256'],
    covers: 'body',
    agrees({ data }, { body }) {
      const bytes = typeof data === 'string' ? utf8(data) : undefined
      return bytes?.length === body.length && bytes.every((byte, i) => byte === body[i])
    },
    agreeing: ({ body }) => ({ data: strictText(body) }),
    describe: described({
      type: jsonField('webhook_type'),
      id: header('X-Lago-Unique-Key'),
      dedupe: 'unsigned-id+bytes',
    }),
    forward: ['X-Lago-Unique-Key'],
    unprotected: ['id'],
  }),
  () => 'jwt',
)
