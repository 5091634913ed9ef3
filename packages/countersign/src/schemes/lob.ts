import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { body, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Lob. Hex HMAC-SHA256 of `timestamp.body` in `Lob-Signature`. Seconds and milliseconds have both been seen in the
 * timestamp, and no tolerance is documented: an old message passes unless the receiver sets one.
 *
 * Sources: help.lob.com; the registry webhook-co/webhook @de3aa4e.
 */
export const lob: Scheme = hmac({
  name: 'lob',
  title: 'Lob',
  documentation: ['https://help.lob.com/print-and-mail/getting-data-and-results/using-webhooks'],
  confidence: 'medium',
  hash: 'sha256',
  encoding: hex,
  signature: header('Lob-Signature'),
  content: contentOf([timestamp, '.', body]),
  timestamp: clock({
    at: header('Lob-Signature-Timestamp'),
    unit: 'seconds-or-milliseconds',
    toleranceSeconds: null,
  }),
  describe: described({ type: jsonField('event_type', 'id'), id: jsonField('id') }),
  delivery: { retries: 'after every answer but a 2xx' },
})
