import { type PathPlace, PathPlaces } from './path-places.ts'

/**
 * Walks through JSON along paths, in one pass and without recursion, however deep it is; false where it was given
 * up, since the paths lead to too many different places in it (`PathPlaces`).
 *
 * @param text - JSON: whoever calls has seen that it is
 * @param paths - such as `customer.email`, `items.*.phone` with any one name or index, or `**.ssn` with any number of them
 * @param meet - told where each value begins at which paths end, and which these are; answers where it ends, to pass it
 *   over, or null to go into it
 */
export function walkJson(
  text: string,
  paths: readonly string[],
  meet: (at: number, ended: readonly number[]) => number | null,
): boolean {
  const places = new PathPlaces(paths)
  let place = places.first
  /** The containers around: where each is, and of a list the index that it has come to. */
  const open: { readonly place: PathPlace; index: number | null }[] = []
  for (let at = 0; at < text.length; ) {
    if (places.isTooMany) return false
    const letter = text.charAt(at)
    const around = open.at(-1)
    if (' \t\r\n'.includes(letter)) at++
    else if (letter === ',') {
      if (around === undefined || around.index === null) at = nameAt(endOfSpace(text, at + 1))
      else {
        place = places.beyond(around.place, String(++around.index))
        at++
      }
    } else if (letter === '}' || letter === ']') {
      open.pop()
      at++
    } else {
      const end = place.ended.length === 0 ? null : meet(at, place.ended)
      if (end !== null) at = end
      else if (place.isLast) at = endOfValue(text, at)
      else if (letter === '{') {
        open.push({ place, index: null })
        at = endOfSpace(text, at + 1)
        if (text.charAt(at) !== '}') at = nameAt(at)
      } else if (letter === '[') {
        open.push({ place, index: 0 })
        place = places.beyond(place, '0')
        at++
      } else at = endOfValue(text, at)
    }
  }
  return true

  /** Follows the name that stands there, and answers where its value begins. */
  function nameAt(at: number): number {
    const end = endOfString(text, at)
    place = places.beyond(open.at(-1)?.place ?? place, JSON.parse(text.slice(at, end)) as string)
    return endOfSpace(text, text.indexOf(':', end) + 1)
  }
}

/** Whether a text is JSON. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function endOfSpace(text: string, from: number): number {
  let at = from
  while (' \t\r\n'.includes(text.charAt(at)) && at < text.length) at++
  return at
}

function endOfString(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); ; at = text.indexOf('"', at + 1)) {
    let escapes = 0
    while (text.charAt(at - 1 - escapes) === '\\') escapes++
    if (escapes % 2 === 0) return at + 1
  }
}

/** Where the value that begins at a place ends. */
export function endOfValue(text: string, from: number): number {
  let depth = 0
  for (let at = from; at < text.length; ) {
    const letter = text.charAt(at)
    if (letter === '"') at = endOfString(text, at)
    else if (letter === '{' || letter === '[') {
      depth++
      at++
    } else if (letter === '}' || letter === ']') {
      if (depth === 0) return at
      depth--
      at++
    } else if (depth === 0 && ' \t\r\n,'.includes(letter)) return at
    else at++
    if (depth === 0 && '"]}'.includes(letter)) return at
  }
  return text.length
}
