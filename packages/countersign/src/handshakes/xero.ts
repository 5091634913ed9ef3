import { jsonField } from '../message/place.ts'
import type { HandshakeRule } from '../scheme/handshake.ts'

/**
 * Xero sends several POSTs without events when a webhook is made, some wrongly signed: those are refused with 401 as
 * all such are.
 *
 * Source: developer.xero.com/documentation/webhooks/configuring-your-server; XeroAPI/XeroWebhooksReceiver @ebe613f.
 */
export const xeroHandshake: readonly HandshakeRule[] = [
  {
    when: { method: 'POST', holds: [{ at: jsonField('events'), emptyList: true }] },
    trust: { by: 'signature' },
    reply: { status: 200 },
  },
]
