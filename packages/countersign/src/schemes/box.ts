import { hmac } from '../engines/hmac/hmac.ts'
import { onlyWhere } from '../engines/only-where.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { rfc3339 } from '../message/dates.ts'
import { header, jsonField } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import { body, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/** What a header must say: the hash does not depend on it, but another version may sign other bytes. */
const saying =
  (word: string) =>
  (text: string | undefined): boolean =>
    text === word

/**
 * Box, version 2. Base64 HMAC-SHA256 of the body and then the timestamp, with nothing between; one signature by the
 * primary key, one by the secondary, and either is enough. Headers name version and algorithm, and must be there: its SDK
 * takes no others. The id is the body's: "When Box retries a webhook", that of BOX-DELIVERY-ID "will change,
 * while the ID in the payload body remains the same".
 *
 * Sources: developer.box.com, V2 webhooks and signatures v2; box-node-sdk.
 */
export const box: Scheme = onlyWhere(
  header('BOX-SIGNATURE-VERSION'),
  saying('1'),
  onlyWhere(
    header('BOX-SIGNATURE-ALGORITHM'),
    saying('HmacSHA256'),
    hmac({
      name: 'box',
      title: 'Box v2',
      documentation: [
        'https://developer.box.com/guides/webhooks/v2/',
        'https://developer.box.com/guides/webhooks/v2/signatures-v2',
      ],
      confidence: 'high',
      hash: 'sha256',
      encoding: base64,
      signature: [header('BOX-SIGNATURE-PRIMARY'), header('BOX-SIGNATURE-SECONDARY')],
      content: contentOf([body, timestamp]),
      timestamp: clock({
        at: header('BOX-DELIVERY-TIMESTAMP'),
        unit: 'rfc3339',
        read: rfc3339,
        toleranceSeconds: 600,
      }),
      describe: described({ type: jsonField('trigger'), id: jsonField('id'), dedupe: 'signed-id' }),
      forward: ['BOX-DELIVERY-ID'],
    }),
    () => 'HmacSHA256',
  ),
  () => '1',
)
