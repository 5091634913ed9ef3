import { hmac as checkedHmac } from '../engines/hmac/hmac.ts'
import type { EventMap } from '../scheme/facts.ts'
import type { HmacOptions } from '../scheme/hmac-options.ts'
import type { Scheme } from '../scheme/scheme.ts'
import { checkSigned } from './check-signed.ts'
import { hmacForm } from './forms.ts'

/**
 * A scheme signed with a keyed hash: how most providers sign, and how one of your own may.
 *
 * @throws {WebhookError} ERR_OPTIONS_INVALID where the options contradict each other
 *
 * @example
 * const acme = hmac({
 *   name: 'acme',
 *   hash: 'sha256',
 *   encoding: 'hex',
 *   signature: header('X-Acme-Signature'),
 *   content: [timestamp, '.', body],
 *   timestamp: { at: header('X-Acme-Timestamp'), unit: 'seconds' },
 * })
 */
export function hmac<Events extends EventMap = EventMap>(options: HmacOptions): Scheme<Events> {
  checkSigned('hmac()', options)
  return checkedHmac(hmacForm('hmac()', options))
}
