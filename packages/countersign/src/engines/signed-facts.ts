import { secret } from '../content/secret.ts'
import { WebhookError } from '../errors/webhook-error.ts'
import { headersOf, type Place } from '../message/place.ts'
import { body, type Part } from '../scheme/content.ts'
import type { Proof } from '../scheme/proof.ts'
import type { SignedOptions } from '../scheme/signed-options.ts'

/** The part of a builder's options that says what is signed. */
type Signed = Pick<SignedOptions, 'content' | 'timestamp' | 'id'>

function isValue(part: Part, value: string): boolean {
  return typeof part === 'object' && 'part' in part && part.part === value
}

/** Whether the body, or the URL, is among what is signed. */
function holds(parts: readonly Part[], value: 'body' | 'url'): boolean {
  return parts.some(
    (part) =>
      isValue(part, value) ||
      (typeof part === 'object' && 'part' in part && part.part === 'made' && part.covers === value),
  )
}

/** Whether two places hold the same value. */
function same(one: Place, other: Place): boolean {
  if (one.in === 'header' && other.in === 'parameter') return one.name === other.header.name
  if (one.in === 'header' && other.in === 'header') return one.name === other.name
  if (one.in === 'found' || other.in === 'found') return one === other
  return JSON.stringify(one) === JSON.stringify(other)
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

/**
 * Throws ERR_OPTIONS_INVALID where a scheme would trust a timestamp or an id that its signature leaves out, or
 * would sign nothing in the place of one that it does not find. A content function is taken at its word.
 */
function checkContent(builder: string, options: Signed, parts: readonly Part[]): void {
  if (builder !== 'keyedHash()' && parts.includes(secret))
    throw new WebhookError('ERR_OPTIONS_INVALID', { detail: `${builder} has the secret as its key alone.` })
  for (const value of ['timestamp', 'id'] as const) {
    const place = value === 'id' ? options.id : options.timestamp?.at
    const wrong =
      place === undefined
        ? parts.some((part) => isValue(part, value)) && `signs the ${value} and does not say where it stands`
        : !covers(parts, value, place) && `reads the ${value}, and its content leaves it unsigned`
    if (wrong) throw new WebhookError('ERR_OPTIONS_INVALID', { detail: `${builder} ${wrong}.` })
  }
}

function coverage(builder: string, { content, covers }: SignedOptions): 'body' | 'fields' {
  if (typeof content === 'function') {
    if (covers === undefined)
      throw new WebhookError('ERR_OPTIONS_INVALID', {
        detail: `${builder} with content as a function needs covers.`,
      })
    return covers
  }
  const found = content === undefined || holds(content, 'body') ? 'body' : 'fields'
  if (covers === 'body' && found !== 'body') {
    throw new WebhookError('ERR_OPTIONS_INVALID', {
      detail: `${builder} covers no body that its content does not hold.`,
    })
  }
  return covers ?? found
}

/** What a proof with a signature says of itself, from options that are checked: see `checkContent`. */
export function signedFacts(
  builder: string,
  options: SignedOptions,
): Pick<Proof, 'covers' | 'headers' | 'params' | 'synchronous' | 'toleranceSeconds'> {
  const { signature, timestamp, id, content, params } = options
  if (typeof content !== 'function') checkContent(builder, options, content ?? [body])
  const places: readonly Place[] =
    'in' in signature ? [signature.in === 'list' ? signature.at : signature] : signature
  const others = [timestamp?.at, id].filter((place) => place !== undefined)
  return {
    covers: coverage(builder, options),
    headers: [...new Set([...places, ...others].flatMap(headersOf))],
    synchronous: true,
    ...(params === undefined ? {} : { params }),
    ...(timestamp === undefined || timestamp.toleranceSeconds === null
      ? {}
      : { toleranceSeconds: timestamp.toleranceSeconds ?? 300 }),
  }
}
