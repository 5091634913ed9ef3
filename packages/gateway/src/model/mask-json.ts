/** What stands in the place of a value that is masked. */
const mask = '"•••"'

/** How far paths have been followed: of each what is left of it. A path is names and indexes, `*` and `**`. */
type Place = readonly (readonly string[])[]

/** JSON in which values are masked. */
export interface MaskedJson {
  readonly text: string
  /** How many values were. */
  readonly values: number
}

/**
 * Writes JSON with the values at some paths masked; all else stays as it is, letter by letter, so that no number loses a
 * digit. Null where the text is no JSON: nobody can say then what lies at a path. In one pass and without recursion,
 * however deep it is.
 *
 * @param paths - such as `customer.email`, `items.*.phone` with any one name or index, or `**.ssn` with any number of them
 */
export function maskJson(text: string, paths: readonly string[]): MaskedJson | null {
  if (!isJson(text)) return null
  const parts: string[] = []
  let copied = 0
  let place: Place = paths.map((path) => path.split('.'))
  /** The containers around: where each is, and of a list the index that it has come to. */
  const open: { readonly place: Place; index: number | null }[] = []
  for (let at = 0; at < text.length; ) {
    const letter = text.charAt(at)
    const around = open.at(-1)
    if (' \t\r\n'.includes(letter)) at++
    else if (letter === ',') {
      if (around === undefined || around.index === null) at = nameAt(endOfSpace(text, at + 1))
      else {
        place = follow(around.place, String(++around.index))
        at++
      }
    } else if (letter === '}' || letter === ']') {
      open.pop()
      at++
    } else if (place.some(isWhole)) {
      const end = endOfValue(text, at)
      parts.push(text.slice(copied, at), mask)
      copied = end
      at = end
    } else if (letter === '{') {
      open.push({ place, index: null })
      at = endOfSpace(text, at + 1)
      if (text.charAt(at) !== '}') at = nameAt(at)
    } else if (letter === '[') {
      open.push({ place, index: 0 })
      place = follow(place, '0')
      at++
    } else at = endOfValue(text, at)
  }
  return { text: parts.join('') + text.slice(copied), values: parts.length / 2 }

  /** Follows the name that stands there, and answers where its value begins. */
  function nameAt(at: number): number {
    const end = endOfString(text, at)
    place = follow(open.at(-1)?.place ?? [], JSON.parse(text.slice(at, end)) as string)
    return endOfSpace(text, text.indexOf(':', end) + 1)
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** What is left of paths beyond one name or index. */
function follow(place: Place, name: string): Place {
  return place.flatMap((path) => {
    const [next, ...rest] = path
    if (next === undefined) return []
    if (next === '**') return [path, ...follow([rest], name)]
    return next === '*' || next === name ? [rest] : []
  })
}

/** Whether nothing is left of it: here is what it names. */
function isWhole(path: readonly string[]): boolean {
  return path.every((part) => part === '**')
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

function endOfValue(text: string, from: number): number {
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
