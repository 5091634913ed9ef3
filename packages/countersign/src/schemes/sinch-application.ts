import { bodyMd5 } from '../content/md5.ts'
import { path } from '../content/path.ts'
import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { rfc3339 } from '../message/dates.ts'
import { fromBase64 } from '../message/encoding.ts'
import { header, jsonField } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import { checkParams } from '../scheme/check-params.ts'
import { method, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import { paramOf } from '../scheme/param-text.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Sinch Voice and Verification, signed by the application. Base64 HMAC-SHA256, after `application key:` in
 * `Authorization`, of five lines: method, base64 MD5 of the body, content type, `x-timestamp:` and the timestamp, path.
 * The application's secret is base64 and is decoded; its key is `params.keyId`. Basic credentials, which their SDK takes
 * as well, prove nothing of the body and are not looked at, and no more does that SDK look at a clock.
 *
 * Source: sinch/sinch-sdk-node validateAuthenticationHeader @affb35e.
 */
export const sinchApplication: Scheme = hmac({
  name: 'sinch-application',
  title: 'Sinch Voice, Verification (application signed)',
  documentation: ['https://github.com/sinch/sinch-sdk-node'],
  confidence: 'high',
  hash: 'sha256',
  encoding: base64,
  signature: header('Authorization'),
  prefix: (message) => `application ${paramOf(message, 'keyId')}:`,
  key: { encoding: 'base64', decode: fromBase64 },
  content: contentOf([
    method,
    '\n',
    bodyMd5,
    '\n',
    header('Content-Type'),
    '\nx-timestamp:',
    timestamp,
    '\n',
    path,
  ]),
  timestamp: clock({ at: header('x-timestamp'), unit: 'rfc3339', read: rfc3339 }),
  checkParams,
  params: { keyId: { title: 'the application key' } },
  describe: described({ type: jsonField('event') }),
  credentials: ['authorization'],
})
