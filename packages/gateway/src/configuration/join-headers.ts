import type { HeaderList } from '../model/event.ts'

/** Headers by name, values of a repeated one joined with `, ` as RFC 9110 section 5.3 says. */
export function joinHeaders(list: HeaderList): Readonly<Record<string, string>> {
  const joined: Record<string, string> = Object.create(null)
  for (const [name, value] of list) {
    const before = joined[name]
    joined[name] = before === undefined ? value : `${before}, ${value}`
  }
  return joined
}
