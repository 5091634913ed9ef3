import { standardScheme } from '../engines/standard-webhooks.ts'
import { header, jsonField } from '../message/place.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Increase, the bank's API. Standard Webhooks. The package of that name on npm is somebody else's.
 *
 * Source: increase (PyPI) resources/events.
 */
export const increase: Scheme = standardScheme({
  name: 'increase',
  title: 'Increase (banking)',
  documentation: ['https://pypi.org/project/increase/'],
  confidence: 'high',
  headers: 'webhook',
  describe: described({ type: jsonField('category'), id: header('webhook-id'), dedupe: 'signed-id' }),
})
