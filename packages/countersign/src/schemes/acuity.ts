import { hmac } from '../engines/hmac/hmac.ts'
import { formField, header } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Acuity Scheduling. Base64 HMAC-SHA256 of the form's raw bytes, by the API key.
 *
 * Sources: n8n-nodes-base AcuitySchedulingTrigger; trigger.dev's catalogue of webhook sources.
 */
export const acuity: Scheme = hmac({
  name: 'acuity',
  title: 'Acuity Scheduling',
  documentation: ['https://www.npmjs.com/package/n8n-nodes-base'],
  confidence: 'medium',
  hash: 'sha256',
  encoding: base64,
  signature: header('x-acuity-signature'),
  describe: described({ type: formField('action') }),
})
