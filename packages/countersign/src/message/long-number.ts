import { strictText } from './encoding.ts'
import type { FoundPlace } from './place.ts'

/**
 * A number at the root of a JSON body that may have more digits than `JSON.parse` keeps, such as Viber's `message_token`, as it
 * is written there. Left out where a field of that name stands in the body twice: which one is meant is then not seen from
 * the text. For what describes a message alone.
 *
 * @param name - of letters, digits and `_`
 */
export function longNumber(name: string): FoundPlace {
  const written = new RegExp(`"${name}"\\s*:\\s*(\\d{1,20})\\s*[,}]`, 'g')
  return {
    in: 'found',
    title: `${name} in the body`,
    headers: [],
    find(message) {
      if (typeof message.field(name) !== 'number') return []
      const found = [...strictText(message.body).matchAll(written)]
      return found.length === 1 ? found.map(([, digits = '']) => digits) : undefined
    },
  }
}
