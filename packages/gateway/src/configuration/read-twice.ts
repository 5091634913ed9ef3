import { coversBody, placeIn, placeName } from '../model/inline-parts.ts'
import type { InlinePart } from '../model/scheme-ref.ts'

/** What of a message is as long as its sender likes. */
const long: ReadonlySet<string> = new Set(['body', 'url', 'path', 'id'])

/**
 * The first piece of a content that is read of the message a second time, and may be long: every message would be hashed
 * as often as it stands there. Undefined: none is.
 */
export function readTwice(content: readonly InlinePart[]): string | undefined {
  const seen = new Set<string>()
  for (const part of content) {
    const name = nameOf(part)
    if (name === undefined) continue
    if (seen.has(name)) return name
    seen.add(name)
  }
  return undefined
}

function nameOf(part: InlinePart): string | undefined {
  if (typeof part === 'string') return long.has(part) ? part : undefined
  if (coversBody(part)) return 'body'
  const place = placeIn(part)
  return place && placeName(place)
}
