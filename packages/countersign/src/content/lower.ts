import type { Place } from '../message/place.ts'
import type { MadePart } from '../scheme/content.ts'
import { placeText } from './place-text.ts'

/** What stands at a place, in lower case (ASCII alone), as Mercado Pago signs its `data.id`. */
export function lower(place: Place): MadePart {
  return {
    part: 'made',
    make: (message) => [
      (placeText(message, place) ?? '').replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase()),
    ],
  }
}
