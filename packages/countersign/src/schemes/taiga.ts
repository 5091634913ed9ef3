import { hmac } from '../engines/hmac/hmac.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Taiga. Hex HMAC-SHA1 of the raw body in `X-TAIGA-WEBHOOK-SIGNATURE`. `X-Hub-Signature` repeats it after `sha1=` and
 * is not looked at.
 *
 * Sources: taigaio/taiga-back taiga/webhooks/tasks.py (the sender's source); n8n TaigaTrigger.
 */
export const taiga: Scheme = hmac({
  name: 'taiga',
  title: 'Taiga',
  documentation: ['https://github.com/taigaio/taiga-back'],
  confidence: 'high',
  hash: 'sha1',
  encoding: hex,
  signature: header('X-TAIGA-WEBHOOK-SIGNATURE'),
  describe: described({ type: [jsonField('type'), jsonField('action')] }),
})
