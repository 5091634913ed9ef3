import type { FoundPlace } from './place.ts'

/**
 * The name of the only key of a JSON body, such as `message` of Telegram's `{"update_id":1,"message":{}}`.
 *
 * @param beside - a key that must be there and is not meant; absent: there is none
 */
export function onlyKey(beside?: string): FoundPlace {
  return {
    in: 'found',
    title: beside === undefined ? 'the only key of the body' : `the only key of the body beside ${beside}`,
    headers: [],
    find(message) {
      const body = message.field()
      if (typeof body !== 'object' || body === null || Array.isArray(body)) return []
      const keys = Object.keys(body)
      if (beside === undefined) return keys
      return keys.includes(beside) ? keys.filter((key) => key !== beside) : []
    },
  }
}
