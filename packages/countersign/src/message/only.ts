import { type FoundPlace, jsonField } from './place.ts'

type Path = readonly (string | number)[]

/**
 * A field of the only element of a JSON list, such as LINE's `events[].type`. Of several elements it is none: what is
 * true of one would be said of them all.
 *
 * @param list - the path of the list; empty where the body is the list
 * @param paths - the path of the field in the element; before it those of further lists, each in the only element of
 * the one before, as in Meta's `entry[].changes[].field`
 */
export function only(list: Path, ...paths: readonly [Path, ...Path[]]): FoundPlace {
  const field = paths.at(-1) ?? []
  const lists = [list]
  for (const path of paths.slice(0, -1)) lists.push([...(lists.at(-1) ?? []), 0, ...path])
  const last = lists.at(-1) ?? []
  const place = jsonField(...last, 0, ...field)
  return {
    in: 'found',
    title: `${field.join('.')} in the only one of ${[list, ...paths.slice(0, -1)]
      .map((path) => path.join('.') || 'the body')
      .reverse()
      .join(' in the only one of ')}`,
    headers: [],
    inBody: true,
    find(message) {
      const single = lists.every((path) => {
        const elements = message.field(...path)
        return Array.isArray(elements) && elements.length === 1
      })
      return single ? place.find(message) : []
    },
  }
}
