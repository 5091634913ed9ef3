import { WebhookError } from '../errors/webhook-error.ts'

/** Headers as frameworks give them: a Headers object, or a record whose names may be in any case. */
export type HeadersLike = Headers | Readonly<Record<string, string | readonly string[] | undefined>>

/** Whether the value is a Headers object, of this or another realm. */
function isHeaders(headers: HeadersLike): headers is Headers {
  return typeof (headers as Headers).get === 'function' && typeof (headers as Headers).forEach === 'function'
}

function invalid(name: string): WebhookError {
  return new WebhookError('ERR_INPUT_INVALID', {
    detail: `The header ${name} is neither text nor a list of texts.`,
  })
}

/** A header's value by its lower-case name: text where it occurs once, a list where it occurs more often. */
export function readHeader(headers: HeadersLike, name: string): string | readonly string[] | undefined {
  if (isHeaders(headers)) return headers.get(name) ?? undefined
  let found: string | string[] | undefined
  // Not headers[name] alone: the same name in another case is a second value, and must not go unseen.
  for (const key in headers) {
    if (key.length !== name.length || (key !== name && key.toLowerCase() !== name)) continue
    if (!Object.hasOwn(headers, key)) continue
    const value = headers[key]
    if (value === undefined) continue
    if (typeof value === 'string' && found === undefined) found = value
    else found = [...(found === undefined ? [] : [found].flat()), ...texts(value, name)]
  }
  return Array.isArray(found) && found.length < 2 ? found[0] : found
}

function texts(value: unknown, name: string): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value]
  return list.map((item) => {
    if (typeof item !== 'string') throw invalid(name)
    return item
  })
}

/** All headers by lower-case name, values of a repeated one joined with `, ` as RFC 9110 section 5.3 says. */
export function plainHeaders(headers: HeadersLike): Record<string, string> {
  const plain: Record<string, string> = Object.create(null)
  if (isHeaders(headers)) {
    headers.forEach((value, name) => {
      plain[name] = value
    })
    return plain
  }
  for (const key of Object.keys(headers)) {
    const value = headers[key]
    if (value === undefined) continue
    const name = key.toLowerCase()
    const joined = texts(value, name).join(', ')
    plain[name] = name in plain ? `${plain[name]}, ${joined}` : joined
  }
  return plain
}

/** A copy that the caller cannot change any more; doubled names and values stay doubled, so that they are seen. */
export function copiedHeaders(headers: HeadersLike): HeadersLike {
  if (isHeaders(headers)) return plainHeaders(headers)
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? [...value] : value]),
  )
}
