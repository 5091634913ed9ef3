import { bodyAsJsonText, jsonText } from '../content/json-text.ts'
import { hmac } from '../engines/hmac/hmac.ts'
import { onlyWhere } from '../engines/only-where.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { type FoundPlace, jsonField, parameter } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import { type MadePart, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

const name = 'gcms-signature'
const { title, headers, find } = parameter(name, 'sign')
/** Its own library takes the three by their order and their blanks. */
const signature: FoundPlace = {
  in: 'found',
  title,
  headers,
  write: { header: name, wrap: (text, before) => `sign=${text}, ${before.replaceAll(',', ', ')}` },
  find,
}

/** Written before the timestamp, which who signs writes last of all but the signature. */
const environment: MadePart = { part: 'made', make: ({ params }) => [params.environment ?? 'master'] }

const signed: Scheme = hmac({
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
  beside: [{ at: parameter(name, 'env'), made: environment }],
  params: {
    environment: {
      title: 'the environment: events of another are refused; what is signed here is of it, else of master',
      optional: true,
    },
  },
  timestamp: clock({ at: parameter(name, 't'), unit: 'milliseconds' }),
  describe: described({ type: jsonField('operation') }),
})

/**
 * Hygraph. Base64 HMAC-SHA256, as `sign=…, env=…, t=…`, of a JSON object that holds the body as a string, the
 * environment's name and the timestamp, in this order and without blanks. Its own SDK looks at no clock.
 *
 * Source: @hygraph/utils 1.2.1 index.js.
 */
export const hygraph: Scheme = onlyWhere(
  parameter(name, 'env'),
  (text, params) => params.environment === undefined || text === params.environment,
  signed,
)
