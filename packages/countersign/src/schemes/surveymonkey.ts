import { hmac } from '../engines/hmac/hmac.ts'
import { surveymonkeyHandshake } from '../handshakes/surveymonkey.ts'
import { header, jsonField } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * SurveyMonkey. Base64 HMAC-SHA1 of the raw body in `Sm-Signature`. The secret is the client id, `&` and the client
 * secret, joined.
 *
 * Sources: SurveyMonkey/public_api_docs includes/_webhooks.md; n8n-nodes-base 2.41.2 SurveyMonkeyTrigger.
 */
export const surveymonkey: Scheme = hmac({
  name: 'surveymonkey',
  title: 'SurveyMonkey',
  documentation: ['https://github.com/SurveyMonkey/public_api_docs'],
  confidence: 'high',
  hash: 'sha1',
  encoding: base64,
  signature: header('Sm-Signature'),
  describe: described({ type: jsonField('event_type'), id: jsonField('event_id') }),
  handshake: surveymonkeyHandshake,
})
