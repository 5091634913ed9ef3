/** Longer headers are refused: they only cost time. */
const maxHeaderLength = 8192
/** More signatures than this are an attempt at something else than rotation: the rest is not looked at. */
const maxFound = 16

/**
 * What follows tag and joiner in the entries of a list such as `v1,AAAA v1,BBBB v2,CCCC`, the first sixteen with our tag;
 * `undefined` where it is not well written. Entries with another tag are none of ours, and ones without any are passed
 * over where a good one stands beside them.
 *
 * @param blank - whether a blank may follow the separator
 */
export function entriesOf(
  text: string,
  tag: string,
  separator: string,
  joiner: string,
  blank = false,
): readonly string[] | undefined {
  if (text.length > maxHeaderLength) return undefined
  const found: string[] = []
  let untagged = false
  for (let from = 0; from <= text.length; ) {
    const next = text.indexOf(separator, from)
    const end = next < 0 ? text.length : next
    const start = blank && text.charCodeAt(from) === 32 ? from + 1 : from
    const at = text.indexOf(joiner, start)
    if (at <= start || at >= end) untagged = true
    else if (at - start === tag.length && text.startsWith(tag, start) && found.length < maxFound)
      found.push(text.slice(at + joiner.length, end))
    from = end + separator.length
  }
  return untagged && found.length === 0 ? undefined : found
}
