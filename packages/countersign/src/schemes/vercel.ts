import { hmac } from '../engines/hmac/hmac.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Vercel. Hex HMAC-SHA1 of the raw body in `x-vercel-signature`. SHA-1, whatever others say. Webhooks of an
 * integration are signed with its client secret, those of an account with the secret that was shown once.
 *
 * Sources: vercel/example-marketplace-integration app/webhook/route.ts, lib/vercel/schemas.ts @4b971cf;
 * hookdeck/webhook-skills vercel-webhooks @f8a4801.
 */
export const vercel: Scheme = hmac({
  name: 'vercel',
  title: 'Vercel',
  documentation: [
    'https://github.com/vercel/example-marketplace-integration',
    'https://github.com/hookdeck/webhook-skills',
  ],
  confidence: 'high',
  hash: 'sha1',
  encoding: hex,
  signature: header('x-vercel-signature'),
  describe: described({ type: jsonField('type'), id: jsonField('id') }),
})
