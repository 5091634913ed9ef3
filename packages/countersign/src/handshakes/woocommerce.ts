import { formField } from '../message/place.ts'
import type { HandshakeRule } from '../scheme/handshake.ts'

/**
 * WooCommerce sends a form with nothing but the number of a webhook when it is made, unsigned.
 *
 * Source: woocommerce/woocommerce includes/class-wc-webhook.php (sender's source).
 */
export const woocommerceHandshake: readonly HandshakeRule[] = [
  {
    when: { method: 'POST' },
    trust: { by: 'nothing' },
    challenge: { at: formField('webhook_id'), alphabet: 'digits', most: 20 },
    reply: { status: 200 },
  },
]
