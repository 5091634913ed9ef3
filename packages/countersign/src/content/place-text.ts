import { refusal } from '../errors/refusal.ts'
import type { Message } from '../message/message.ts'
import { looked, type Place } from '../message/place.ts'

/**
 * What stands at a signed place; `undefined` where nothing does. Whatever else is not one text is refused: signed as
 * empty, two messages that say different things would have one signature.
 */
export function placeText(message: Message, place: Place): string | undefined {
  const values = place.findSigned === undefined ? place.find(message) : place.findSigned(message)
  if (values === undefined || values.length > 1) throw refusal('ERR_CONTENT_MALFORMED', looked(place))
  return values[0]
}
