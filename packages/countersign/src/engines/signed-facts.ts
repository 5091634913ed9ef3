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

/** Whether the raw body is among what is signed. */
function coversBody(parts: readonly Part[]): boolean {
  return parts.some((part) => isValue(part, 'body'))
}

/** Whether two places hold the same value. */
function same(one: Place, other: Place): boolean {
  if (one.in === 'header' && other.in === 'parameter') return one.name === other.header.name
  if (one.in === 'header' && other.in === 'header') return one.name === other.name
  return JSON.stringify(one) === JSON.stringify(other)
}

/** Whether what stands at a place is protected by the signature. */
function covers(parts: readonly Part[], value: 'timestamp' | 'id', place: Place): boolean {
  return parts.some((part) => {
    if (isValue(part, value)) return true
    if (isValue(part, 'body')) return place.in === 'json' || place.in === 'form'
    if (isValue(part, 'url')) return place.in === 'query'
    return typeof part === 'object' && 'in' in part && same(part, place)
  })
}

/**
 * Throws ERR_OPTIONS_INVALID where a scheme would trust a timestamp or an id that its signature leaves out, or
 * would sign nothing in the place of one that it does not find. A content function is taken at its word.
 */
function checkContent(builder: string, options: Signed, parts: readonly Part[]): void {
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
  const found = content === undefined || coversBody(content) ? 'body' : 'fields'
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
): Pick<Proof, 'covers' | 'headers' | 'synchronous' | 'toleranceSeconds'> {
  const { signature, timestamp, id, content } = options
  if (typeof content !== 'function') checkContent(builder, options, content ?? [body])
  const places: readonly Place[] =
    'in' in signature ? [signature.in === 'list' ? signature.at : signature] : signature
  const others = [timestamp?.at, id].filter((place) => place !== undefined)
  return {
    covers: coverage(builder, options),
    headers: [...new Set([...places, ...others].flatMap(headersOf))],
    synchronous: true,
    ...(timestamp === undefined ? {} : { toleranceSeconds: timestamp.toleranceSeconds ?? 300 }),
  }
}
