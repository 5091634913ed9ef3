import { type FoundPlace, jsonField } from './place.ts'

/**
 * A field of the only element of a JSON list, such as LINE's `events[].type`. Of several elements it is none: what is
 * true of one would be said of them all.
 *
 * @param list - the path of the list; empty where the body is the list
 * @param field - the path of the field in the element
 */
export function only(list: readonly (string | number)[], field: readonly (string | number)[]): FoundPlace {
  const place = jsonField(...list, 0, ...field)
  return {
    in: 'found',
    title: `${field.join('.')} in the only one of ${list.length === 0 ? 'the body' : list.join('.')}`,
    headers: [],
    inBody: true,
    find(message) {
      const elements = message.field(...list)
      return Array.isArray(elements) && elements.length === 1 ? place.find(message) : []
    },
  }
}
