import { hmac } from '../engines/hmac/hmac.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * MailerSend. Hex HMAC-SHA256 of the raw body in `Signature`. The header is called `Signature` alone, as that of four
 * other providers, each with a meaning of its own.
 *
 * Source: mailersend 3.4.0 MailerSendUtils.verifyWebHook.
 */
export const mailersend: Scheme = hmac({
  name: 'mailersend',
  title: 'MailerSend',
  documentation: ['https://www.npmjs.com/package/mailersend'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('Signature'),
  describe: described({ type: jsonField('type') }),
})
