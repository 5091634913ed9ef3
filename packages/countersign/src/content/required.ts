import { refusal } from '../errors/refusal.ts'
import { looked, type Place } from '../message/place.ts'
import type { MadePart } from '../scheme/content.ts'
import { placeText } from './place-text.ts'

/** What stands at a place, which must hold something: a place alone signs as nothing where it is empty. */
export function required(place: Place): MadePart {
  return {
    part: 'made',
    of: [place],
    make(message) {
      const text = placeText(message, place)
      if (text === undefined || text === '') throw refusal('ERR_CONTENT_MALFORMED', looked(place))
      return [text]
    },
  }
}
