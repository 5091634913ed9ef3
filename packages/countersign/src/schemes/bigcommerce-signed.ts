import { standardScheme } from '../engines/standard-webhooks.ts'
import { header, jsonField } from '../message/place.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * BigCommerce, signed. Standard Webhooks with the text of the app's client secret as key: nothing is decoded. That the
 * id is the same on each attempt is the specification's word.
 *
 * Sources: bigcommerce/docs https-webhook-overview; the standardwebhooks library.
 */
export const bigcommerceSigned: Scheme = standardScheme({
  name: 'bigcommerce-signed',
  title: 'BigCommerce (signed)',
  documentation: ['https://github.com/bigcommerce/docs'],
  confidence: 'high',
  headers: 'webhook',
  key: { encoding: 'utf8' },
  describe: described({ type: jsonField('scope'), id: header('webhook-id'), dedupe: 'signed-id' }),
  delivery: {
    retries: '11, from 1 min to 24 h apart',
    disables: 'after the last retry; a host with under 90 % success waits for three minutes',
  },
})
