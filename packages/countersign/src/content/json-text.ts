import { refusal } from '../errors/refusal.ts'
import { strictText } from '../message/encoding.ts'
import type { Place } from '../message/place.ts'
import type { MadePart } from '../scheme/content.ts'
import { placeText } from './place-text.ts'

/** The body as a string of JSON, without its quotes. One that is no UTF-8 is refused: no JSON holds it, so nobody has signed it. */
export const bodyAsJsonText: MadePart = {
  part: 'made',
  covers: 'body',
  make({ body }) {
    let text: string
    try {
      text = strictText(body)
    } catch {
      throw refusal('ERR_CONTENT_MALFORMED', 'The body is no UTF-8, as what is signed would be.')
    }
    // Natively: byte by byte it took four times as long.
    return [JSON.stringify(text).slice(1, -1)]
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
