/** The place behind a string that begins here. */
function endOfString(text: string, from: number): number {
  let at = from + 1
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at + 1
}

/** The place behind a value that begins here or behind white space: its comma, or the bracket that ends what holds it. */
function endOfValue(text: string, from: number): number {
  let depth = 0
  for (let at = from; at < text.length; ) {
    const character = text[at]
    if (character === '"') {
      at = endOfString(text, at)
      continue
    }
    if (depth === 0 && (character === ',' || character === ']' || character === '}')) return at
    if (character === '{' || character === '[') depth++
    else if (character === '}' || character === ']') depth--
    at++
  }
  return text.length
}

function afterSpace(text: string, from: number): number {
  let at = from
  while (/^[ \t\n\r]$/.test(text[at] ?? '')) at++
  return at
}

/** Where the members of an object or an array under a key begin. */
function membersOf(text: string, from: number, key: string | number): number[] {
  const start = afterSpace(text, from)
  const object = text[start] === '{'
  if (!object && text[start] !== '[') return []
  const found: number[] = []
  for (let at = afterSpace(text, start + 1), index = 0; at < text.length; index++) {
    if (text[at] === '}' || text[at] === ']') break
    let name: string | number = index
    if (object) {
      const end = endOfString(text, at)
      name = JSON.parse(text.slice(at, end)) as string
      at = afterSpace(text, end) + 1
    }
    if (String(name) === String(key)) found.push(at)
    const end = endOfValue(text, at)
    if (text[end] !== ',') break
    at = afterSpace(text, end + 1)
  }
  return found
}

/**
 * Whether a JSON text names a step of a path twice. `JSON.parse` takes the last of them and other parsers the first:
 * what is signed would not be what is read.
 *
 * @param text - JSON that has been parsed before: nothing is checked here
 */
export function isDoubled(text: string, path: readonly (string | number)[]): boolean {
  // What reads it lets a byte order mark pass.
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0
  for (const step of path) {
    const [member, ...more] = membersOf(text, at, step)
    if (more.length > 0) return true
    if (member === undefined) return false
    at = member
  }
  return false
}
