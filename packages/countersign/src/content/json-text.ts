import { utf8 } from '../message/encoding.ts'
import type { Place } from '../message/place.ts'
import type { MadePart } from '../scheme/content.ts'
import { placeText } from './place-text.ts'

/** What `JSON.stringify` makes of the bytes that it escapes, which all are ASCII: its short escapes, or `\u00…`. */
const escapes: readonly (Uint8Array | undefined)[] = Array.from({ length: 128 }, (_, code) => {
  const text = JSON.stringify(String.fromCharCode(code)).slice(1, -1)
  return text.length > 1 ? utf8(text) : undefined
})

/**
 * The body as a string of JSON, without its quotes. Byte by byte, and never decoded: what is no UTF-8 stays as it is,
 * which is nothing that anybody has signed.
 */
export const bodyAsJsonText: MadePart = {
  part: 'made',
  covers: 'body',
  make({ body }) {
    let more = 0
    for (const byte of body) more += (escapes[byte]?.length ?? 1) - 1
    if (more === 0) return [body]
    const text = new Uint8Array(body.length + more)
    let to = 0
    for (const byte of body) {
      const written = escapes[byte]
      if (written === undefined) text[to++] = byte
      else {
        text.set(written, to)
        to += written.length
      }
    }
    return [text]
  },
}

/** What stands at a place as a string of JSON, with its quotes. */
export function jsonText(place: Place): MadePart {
  return {
    part: 'made',
    of: [place],
    make: (message) => [JSON.stringify(placeText(message, place) ?? '')],
  }
}
