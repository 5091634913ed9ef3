/** A line of a JSON value as a tree: a member, an element, or an object or array that begins. */
export interface JsonRow {
  readonly depth: number
  /** The name of the member, as text; the number of the element; null for the value itself. */
  readonly key: string | number | null
  readonly kind: 'object' | 'array' | 'string' | 'number' | 'word'
  /** As it stands in the text: a number with all its digits, a string without its quotes and escapes undone. */
  readonly text: string
  /** The line after the last that lies within. */
  end: number
  /** Members or elements; 0 for a value. */
  size: number
}

/** What a text holds: its lines, or where it is no JSON. */
export type JsonRead =
  | { readonly rows: readonly JsonRow[]; readonly fault: null }
  | { readonly rows: null; readonly fault: number }

const space = /[ \t\n\r]*/y
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const word = /true|false|null/y

/**
 * Reads JSON into lines by its own text. `JSON.parse` would turn 12345678901234567890 into another number, keep one of
 * two members with one name, and undo the order of keys that are numbers; and it goes as deep as the nesting does, where
 * this keeps a list.
 *
 * @returns the lines, or the place in the text, in UTF-16 units, from which it is no JSON
 */
export function readJson(text: string): JsonRead {
  const rows: JsonRow[] = []
  const open: { row: JsonRow; close: string }[] = []
  let at = 0
  const skip = (): void => {
    space.lastIndex = at
    space.test(text)
    at = space.lastIndex
  }
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0] ?? null
    if (found !== null) at += found.length
    return found
  }
  /** Takes a string, with its escapes undone; null where there is none. */
  const takeString = (): string | null => {
    const end = endOfString(text, at)
    if (end === null) return null
    try {
      const found: unknown = JSON.parse(text.slice(at, end))
      at = end
      return String(found)
    } catch {
      return null
    }
  }
  /** Takes one value, or the beginning of one; false where there is none. */
  const value = (key: JsonRow['key']): boolean => {
    const depth = open.length
    const sign = text[at]
    if (sign === '{' || sign === '[') {
      at += 1
      const row: JsonRow = { depth, key, kind: sign === '{' ? 'object' : 'array', text: '', end: 0, size: 0 }
      rows.push(row)
      open.push({ row, close: sign === '{' ? '}' : ']' })
      return true
    }
    const isNumber = sign === '-' || (sign !== undefined && sign >= '0' && sign <= '9')
    const kind = sign === '"' ? 'string' : isNumber ? 'number' : 'word'
    const found = kind === 'string' ? takeString() : take(isNumber ? number : word)
    if (found === null) return false
    rows.push({ depth, key, kind, text: found, end: rows.length + 1, size: 0 })
    return true
  }
  skip()
  if (!value(null)) return { rows: null, fault: at }
  while (open.length > 0) {
    const { row, close } = open.at(-1) as (typeof open)[number]
    skip()
    if (text[at] === close) {
      at += 1
      row.end = rows.length
      open.pop()
      continue
    }
    if (row.size > 0) {
      if (text[at] !== ',') return { rows: null, fault: at }
      at += 1
      skip()
    }
    let key: JsonRow['key'] = row.size
    if (close === '}') {
      const name = text[at] === '"' ? takeString() : null
      if (name === null) return { rows: null, fault: at }
      key = name
      skip()
      if (text[at] !== ':') return { rows: null, fault: at }
      at += 1
      skip()
    }
    row.size += 1
    if (!value(key)) return { rows: null, fault: at }
  }
  skip()
  return at === text.length ? { rows, fault: null } : { rows: null, fault: at }
}

/** Where a string that begins at a place ends; no pattern, which would keep a way back for each of a million letters. */
function endOfString(text: string, begin: number): number | null {
  for (let at = begin + 1; at < text.length; at += 1) {
    const letter = text.charCodeAt(at)
    if (letter === 0x22) return at + 1
    if (letter === 0x5c) at += 1
  }
  return null
}

/** The lines that are seen where some are closed: `closed` names them by their place. */
export function openRows(rows: readonly JsonRow[], closed: ReadonlySet<number>): number[] {
  const seen: number[] = []
  for (let at = 0; at < rows.length; at = closed.has(at) ? (rows[at]?.end ?? at + 1) : at + 1) seen.push(at)
  return seen
}

/** Where a value lies, as `order.items.0.id`: the names of what it lies in, the outermost first. */
export function pathOf(rows: readonly JsonRow[], at: number): (string | number)[] {
  const path: (string | number)[] = []
  let depth = rows[at]?.depth ?? 0
  for (let back = at; back >= 0 && depth > 0; back -= 1) {
    const row = rows[back]
    if (row?.depth !== depth) continue
    if (row.key !== null) path.unshift(row.key)
    depth -= 1
  }
  return path
}
