/**
 * Under this name the URL as it came is sealed beside the headers that carry a credential. No header has it: a colon
 * stands in no name (RFC 9110 section 5.1).
 */
export const wholeUrl = ':url'

/**
 * A URL without the values of those parameters of its query; null where it has none of them. Names are read as the
 * verifier reads them, and a value ends where the next parameter begins: one that is cut is cut to its end.
 */
export function cutUrl(url: string, names: ReadonlySet<string>): string | null {
  const query = url.indexOf('?') + 1
  if (query === 0) return null
  let cut = false
  const parts = url
    .slice(query)
    .split('&')
    .map((part) => {
      const value = part.indexOf('=') + 1
      if (value === 0 || value === part.length) return part
      const [[name = ''] = []] = new URLSearchParams(part)
      if (!names.has(name)) return part
      cut = true
      return part.slice(0, value)
    })
  return cut ? url.slice(0, query) + parts.join('&') : null
}
