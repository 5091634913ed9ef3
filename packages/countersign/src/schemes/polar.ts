import { either } from '../engines/either.ts'
import { standardScheme } from '../engines/standard-webhooks.ts'
import { fromBase64 } from '../message/encoding.ts'
import { header, jsonField } from '../message/place.ts'
import { described } from '../scheme/described.ts'
import type { ReadableKeyForm } from '../scheme/hmac-options.ts'
import type { Scheme } from '../scheme/scheme.ts'

const facts = {
  name: 'polar',
  title: 'Polar',
  documentation: ['https://www.npmjs.com/package/@polar-sh/sdk'],
  confidence: 'high',
} as const

const by = (key: ReadableKeyForm): Scheme => standardScheme({ ...facts, headers: 'webhook', key })

/**
 * Polar. Standard Webhooks under `webhook-*` headers. The key is the text of the secret; its SDK of 2026 takes the same
 * secret's base64, after `whsec_` where that is there, for one as well. So does this scheme, and no third reading.
 *
 * Source: @polar-sh/sdk 1.0.1 webhooks.
 */
export const polar: Scheme = either(
  {
    ...facts,
    describe: described({ type: jsonField('type'), id: header('webhook-id'), dedupe: 'signed-id' }),
  },
  [by({ encoding: 'utf8' }), by({ encoding: 'base64', decode: fromBase64, prefix: 'whsec_' })],
)
