/** A number as it was written: JavaScript's own rounds what has more than 53 bits, and takes 5.0 for 5. */
export class JsonNumber {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** JSON with its numbers as written and its members in their order, which objects lose for names such as `10`. */
export type Json = null | boolean | string | JsonNumber | readonly Json[] | ReadonlyMap<string, Json>

const token = /[\s,:]*("(?:[^"\\]|\\.)*"|[[\]{}]|[^\s,:[\]{}"]+)/y

/** Reads a text that is JSON; of a doubled name the last value counts, at the place of the first. */
export function readJson(text: string): Json {
  let at = 0
  const next = (): string => {
    token.lastIndex = at
    const found = token.exec(text)?.[1] ?? ''
    at = token.lastIndex
    return found
  }
  const value = (first: string): Json => {
    if (first === '[') {
      const list: Json[] = []
      for (let one = next(); one !== ']'; one = next()) list.push(value(one))
      return list
    }
    if (first === '{') {
      const members = new Map<string, Json>()
      for (let name = next(); name !== '}'; name = next()) members.set(JSON.parse(name), value(next()))
      return members
    }
    return /^[-\d]/.test(first) ? new JsonNumber(first) : JSON.parse(first)
  }
  // What JSON.parse refuses is no JSON; what it takes is read here without a doubt.
  JSON.parse(text)
  return value(next())
}

/** As `JSON.stringify`, with what `readJson` has read as it was written. */
export function writeJson(value: unknown): string {
  if (value instanceof JsonNumber) return value.text
  if (Array.isArray(value)) return `[${value.map((one) => writeJson(one ?? null)).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null)
  const members = value instanceof Map ? [...value] : Object.entries(value)
  const written = members.filter(([, member]) => member !== undefined)
  return `{${written.map(([name, member]) => `${JSON.stringify(name)}:${writeJson(member)}`).join(',')}}`
}
