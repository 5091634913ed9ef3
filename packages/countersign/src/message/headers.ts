import { fault } from '../errors/fault.ts'

/** Headers as frameworks give them: a Headers object, or a record whose names may be in any case. */
export type HeadersLike = Headers | Readonly<Record<string, string | readonly string[] | undefined>>

/** Whether the value is a Headers object, of this or another realm. */
function isHeaders(headers: HeadersLike): headers is Headers {
  return typeof (headers as Headers).get === 'function' && typeof (headers as Headers).forEach === 'function'
}

/** All values of a header by its lower-case name. */
export function headerValues(headers: HeadersLike, name: string): readonly string[] {
  if (isHeaders(headers)) {
    const value = headers.get(name)
    return value === null ? [] : [value]
  }
  const found: string[] = []
  // Not headers[name] alone: the same name in another case is a second value, and must not go unseen.
  for (const key in headers) {
    if (key.length !== name.length || (key !== name && key.toLowerCase() !== name)) continue
    const value = Object.hasOwn(headers, key) ? headers[key] : undefined
    if (typeof value === 'string') found.push(value)
    else if (value !== undefined) found.push(...texts(value, name))
  }
  return found
}

function texts(value: unknown, name: string): string[] {
  return [value].flat().map((item) => {
    if (typeof item !== 'string') throw fault('ERR_INPUT_INVALID', `header-value ${name}`)
    return item
  })
}

/** All headers by lower-case name, values of a repeated one joined with `, ` as RFC 9110 section 5.3 says. */
export function plainHeaders(headers: HeadersLike): Record<string, string> {
  const plain: Record<string, string> = Object.create(null)
  const add = (value: unknown, key: string): void => {
    const name = key.toLowerCase()
    const joined = texts(value, name).join(', ')
    plain[name] = name in plain ? `${plain[name]}, ${joined}` : joined
  }
  if (isHeaders(headers)) headers.forEach(add)
  else for (const [name, value] of Object.entries(headers)) if (value !== undefined) add(value, name)
  return plain
}

/** A copy that the caller cannot change any more; doubled names and values stay doubled, so that they are seen. */
export function copiedHeaders(headers: HeadersLike): HeadersLike {
  if (isHeaders(headers)) return plainHeaders(headers)
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value && [value].flat()]))
}
