import type { FoundPlace } from './place.ts'

/**
 * A field of each element of a JSON list, such as Microsoft Graph's `value[].clientState`. An element without it, or a
 * list that is absent or empty, is not well written: what every element must hold is never proven by some.
 *
 * @param list - the path of the list
 * @param field - the path of the field in an element
 */
export function each(list: readonly (string | number)[], field: readonly (string | number)[]): FoundPlace {
  return {
    in: 'found',
    title: `${field.join('.')} in each of ${list.join('.')}`,
    headers: [],
    inBody: true,
    write: { list, field },
    find(message) {
      const elements = message.field(...list)
      if (elements === undefined) return []
      if (!Array.isArray(elements) || elements.length === 0) return undefined
      const values: string[] = []
      for (let i = 0; i < elements.length; i++) {
        const value = message.field(...list, i, ...field)
        if (typeof value !== 'string') return undefined
        values.push(value)
      }
      return values
    },
  }
}
