import { secret } from '../content/secret.ts'
import { WebhookError } from '../errors/webhook-error.ts'
import type { Place } from '../message/place.ts'
import { body, type Part } from '../scheme/content.ts'
import type { SignedOptions } from '../scheme/signed-options.ts'

function isValue(part: Part, value: string): boolean {
  return typeof part === 'object' && 'part' in part && part.part === value
}

/** Whether the body, or the URL, is among what is signed. */
function holds(parts: readonly Part[], value: 'body' | 'url'): boolean {
  return parts.some((part) => typeof part === 'object' && 'part' in part && part.covers === value)
}

/** Whether two places hold the same value. */
function same(one: Place, other: Place): boolean {
  if (one.in === 'header' && other.in === 'parameter') return one.name === other.header.name
  if (one.in === 'header' && other.in === 'header') return one.name === other.name
  return one === other || (one.in !== 'found' && JSON.stringify(one) === JSON.stringify(other))
}

/** Whether what stands at a place is protected by the signature. */
function covers(parts: readonly Part[], value: 'timestamp' | 'id', place: Place): boolean {
  const inBody = place.in === 'json' || place.in === 'form' || (place.in === 'found' && place.inBody === true)
  if (inBody && holds(parts, 'body')) return true
  if (place.in === 'query' && holds(parts, 'url')) return true
  return parts.some((part) => {
    if (isValue(part, value)) return true
    if (typeof part !== 'object' || part instanceof Uint8Array) return false
    if ('in' in part) return same(part, place)
    return part.part === 'made' && part.of !== undefined && covers(part.of, value, place)
  })
}

/** What is wrong with what is signed, in words; `undefined` where nothing is. */
function wrongWith(builder: string, options: SignedOptions): string | undefined {
  const { content = [body], covers: claimed } = options
  // A content function is taken at its word.
  if (typeof content === 'function')
    return claimed === undefined ? 'with content as a function needs covers' : undefined
  if (builder !== 'keyedHash()' && content.includes(secret)) return 'has the secret as its key alone'
  for (const value of ['timestamp', 'id'] as const) {
    const place = value === 'id' ? options.id : options.timestamp?.at
    if (place !== undefined && !covers(content, value, place))
      return `reads the ${value}, and its content leaves it unsigned`
    if (place === undefined && content.some((part) => isValue(part, value)))
      return `signs the ${value} and does not say where it stands`
  }
  return claimed === 'body' && !holds(content, 'body')
    ? 'covers no body that its content does not hold'
    : undefined
}

/**
 * Throws ERR_OPTIONS_INVALID where a scheme would trust a timestamp or an id that its signature leaves out, or
 * would sign nothing in the place of one that it does not find.
 */
export function checkSigned(builder: string, options: SignedOptions): void {
  const wrong = wrongWith(builder, options)
  if (wrong !== undefined) throw new WebhookError('ERR_OPTIONS_INVALID', { detail: `${builder} ${wrong}.` })
}
