import type { Place } from '../message/place.ts'
import type { MadePart } from '../scheme/content.ts'
import { placeText } from './place-text.ts'

/**
 * Some text around what stands at a place, all of it left out where nothing does: Mercado Pago's `id:…;`.
 *
 * @example
 * content: [ifPresent('request-id:', header('x-request-id'), ';')]
 */
export function ifPresent(
  before: string,
  place: Place,
  after = '',
  change = (text: string): string => text,
): MadePart {
  return {
    part: 'made',
    make(message) {
      const text = placeText(message, place)
      return text === undefined || text === '' ? [] : [before, change(text), after]
    },
  }
}
