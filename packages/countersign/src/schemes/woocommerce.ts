import { hmac } from '../engines/hmac/hmac.ts'
import { woocommerceHandshake } from '../handshakes/woocommerce.ts'
import { header } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

const characters: Readonly<Record<string, string>> = {
  amp: '&',
  '38': '&',
  x26: '&',
  lt: '<',
  '60': '<',
  gt: '>',
  '62': '>',
  quot: '"',
  '34': '"',
  x22: '"',
  '39': "'",
  x27: "'",
}

/** As WordPress decodes the five characters that HTML escapes, and no other entity. */
function decoded(text: string): string {
  return text.replaceAll(
    /&(?:(amp|lt|gt|quot)|#0*(38|60|62|34|39)|#(x)0*(26|22|27));/gi,
    (whole, name: string | undefined, decimal: string | undefined, x: string | undefined, hex: string) =>
      characters[name ?? decimal ?? `${x?.toLowerCase()}${hex}`] ?? whole,
  )
}

/**
 * WooCommerce. Base64 HMAC-SHA256 of the raw body in `X-WC-Webhook-Signature`, by the secret with its HTML entities
 * decoded. A webhook without a secret is signed with an empty key, which is none here. The topic is a header that is not
 * signed; `X-WC-Webhook-Delivery-ID` is the same for two deliveries of one second, and no id of the event.
 *
 * Source: woocommerce/woocommerce includes/class-wc-webhook.php (the sender's source).
 */
export const woocommerce: Scheme = hmac({
  name: 'woocommerce',
  title: 'WooCommerce',
  documentation: ['https://github.com/woocommerce/woocommerce'],
  confidence: 'high',
  hash: 'sha256',
  encoding: base64,
  signature: header('X-WC-Webhook-Signature'),
  key: { encoding: 'utf8', change: decoded },
  describe: described({ type: header('X-WC-Webhook-Topic') }),
  forward: ['X-WC-Webhook-Topic', 'X-WC-Webhook-Delivery-ID'],
  unprotected: ['type'],
  delivery: {
    retries: 'none',
    disables: 'after more than 5 failures in a row',
    success: '2xx, 301 and 302',
  },
  handshake: woocommerceHandshake,
})
