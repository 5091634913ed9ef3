import { placeText } from '../content/place-text.ts'
import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { refusal } from '../errors/refusal.ts'
import { fromHex } from '../message/encoding.ts'
import type { Message } from '../message/message.ts'
import { jsonField, looked, type Place } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import type { MadePart } from '../scheme/content.ts'
import { type Eventually, isLater } from '../scheme/eventually.ts'
import type { Description } from '../scheme/facts.ts'
import type { Finding } from '../scheme/proof.ts'
import type { Scheme } from '../scheme/scheme.ts'

/** More in one message are an attempt at something else. */
const mostItems = 16

const inItem = (item: number, ...path: readonly string[]): Place =>
  jsonField('notificationItems', item, 'NotificationRequestItem', ...path)

/** A field that may hold no colon: with one in the reference alone there is one way to read what is signed. */
function plain(place: Place): MadePart {
  return {
    part: 'made',
    of: [place],
    make(message) {
      const text = placeText(message, place) ?? ''
      if (text.includes(':')) throw refusal('ERR_CONTENT_MALFORMED', looked(place))
      return [text]
    },
  }
}

/** The scheme of one item of the list. */
function ofItem(item: number): Scheme {
  const field = (...path: readonly string[]): MadePart => plain(inItem(item, ...path))
  return hmac({
    name: 'adyen',
    title: 'Adyen (standard payment webhooks)',
    documentation: [
      'https://docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures',
    ],
    confidence: 'high',
    hash: 'sha256',
    encoding: base64,
    signature: inItem(item, 'additionalData', 'hmacSignature'),
    key: { encoding: 'hex', decode: fromHex },
    content: contentOf([
      field('pspReference'),
      ':',
      field('originalReference'),
      ':',
      field('merchantAccountCode'),
      ':',
      inItem(item, 'merchantReference'),
      ':',
      field('amount', 'value'),
      ':',
      field('amount', 'currency'),
      ':',
      field('eventCode'),
      ':',
      field('success'),
    ]),
    describe,
    unprotected: ['id'],
  })
}

/** Of a message with one item alone, as almost all are: of several, the first would speak for the others. */
function describe(message: Message): Description {
  const items = message.field('notificationItems')
  if (!Array.isArray(items) || items.length !== 1) return {}
  const code = message.field('notificationItems', 0, 'NotificationRequestItem', 'eventCode')
  const reference = message.field('notificationItems', 0, 'NotificationRequestItem', 'pspReference')
  if (typeof code !== 'string') return {}
  return { type: code, id: typeof reference === 'string' ? `${reference}.${code}` : undefined }
}

const first = ofItem(0)
const others: Scheme[] = []

/** The proof of an item; made when a message has so many. */
function proofOf(item: number): Scheme['proof'] {
  if (item === 0) return first.proof
  others[item] ??= ofItem(item)
  return others[item].proof
}

function check(
  ...[message, keys, context]: Parameters<Scheme['proof']['check']>
): Eventually<Finding | null> {
  const items = message.field('notificationItems')
  // An empty list proves nothing; its first item, which is not there, says what is missing.
  const count = Array.isArray(items) && items.length > 0 ? items.length : 1
  if (count > mostItems) throw refusal('ERR_SIGNATURE_MALFORMED', `More than ${mostItems} items.`)
  // One after the other: nothing more is looked at once one has failed.
  const from = (item: number): Eventually<Finding | null> => {
    const found = proofOf(item).check(message, keys, context)
    if (item + 1 === count) return found
    return isLater(found) ? found.then((one) => one && from(item + 1)) : found && from(item + 1)
  }
  return from(0)
}

/**
 * Adyen's payment webhooks. The signature stands in each item of the body: base64 HMAC-SHA256 of eight of its fields
 * with colons between, absent ones empty, by a key in hex. Every item must hold; nothing else in them is protected,
 * neither reason nor payment method nor date. A colon may stand in the merchant's reference alone: nothing is escaped.
 * Signing writes the first item's.
 *
 * Sources: docs.adyen.com, verify HMAC signatures; @adyen/api-library hmacValidator and its tests.
 */
export const adyen: Scheme = Object.freeze({
  ...first,
  proof: Object.freeze({ ...first.proof, check }),
})
