import { jwt } from '../engines/jwt.ts'
import { header } from '../message/place.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Netlify. A JWT by HS256 with the hex SHA-256 of the raw body and no time. The older header X-Nf-Sign is not looked at.
 *
 * Source: docs.netlify.com/site-deploys/deploy-notifications.
 */
export const netlify: Scheme = jwt({
  name: 'netlify',
  title: 'Netlify',
  documentation: ['https://docs.netlify.com/site-deploys/deploy-notifications'],
  confidence: 'high',
  at: header('X-Webhook-Signature'),
  algorithms: ['HS256'],
  claims: { iss: 'netlify' },
  bodyHash: { claim: 'sha256', hash: 'sha256', encoding: 'hex' },
  describe: described({ type: header('X-Netlify-Event') }),
  forward: ['X-Netlify-Event'],
  unprotected: ['type'],
})
