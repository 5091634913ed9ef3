import { either } from '../engines/either.ts'
import { basic, token } from '../engines/token.ts'
import { header, jsonField } from '../message/place.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Brevo. A bearer token, or basic credentials with `user:password` as the secret, as they are set on the webhook;
 * nothing else proves who sends.
 *
 * Source: the registry webhook-co/webhook @de3aa4e.
 */
export const brevo: Scheme = either(
  {
    name: 'brevo',
    title: 'Brevo',
    documentation: ['https://github.com/webhook-co/webhook'],
    confidence: 'medium',
    describe: described({ type: jsonField('event') }),
    unprotected: ['type'],
  },
  [token({ at: header('Authorization'), prefix: 'Bearer ' }), basic({})],
)
