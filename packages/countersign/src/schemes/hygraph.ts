import { bodyAsJsonText, jsonText } from '../content/json-text.ts'
import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { type FoundPlace, jsonField, parameter } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import { timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

const name = 'gcms-signature'
const { title, headers, find } = parameter(name, 'sign')
/** Read alone: its own library takes the three by their order and their blanks, and the environment is one of Hygraph's. */
const signature: FoundPlace = { in: 'found', title, headers, find }

/**
 * Hygraph. Base64 HMAC-SHA256, as `sign=…, env=…, t=…`, of a JSON object that holds the body as a string, the
 * environment's name and the timestamp, in this order and without blanks. Its own SDK looks at no clock.
 *
 * Source: @hygraph/utils 1.2.1 index.js.
 */
export const hygraph: Scheme = hmac({
  name: 'hygraph',
  title: 'Hygraph',
  documentation: ['https://www.npmjs.com/package/@hygraph/utils'],
  confidence: 'high',
  hash: 'sha256',
  encoding: base64,
  signature,
  content: contentOf([
    '{"Body":"',
    bodyAsJsonText,
    '","EnvironmentName":',
    jsonText(parameter(name, 'env')),
    ',"TimeStamp":',
    timestamp,
    '}',
  ]),
  timestamp: clock({ at: parameter(name, 't'), unit: 'milliseconds' }),
  describe: described({ type: jsonField('operation') }),
})
