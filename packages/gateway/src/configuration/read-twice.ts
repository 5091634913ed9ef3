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

/** One name for all spellings of a place; undefined: it is a short one. */
function nameOf(part: InlinePart): string | undefined {
  if (typeof part === 'string') return long.has(part) ? part : undefined
  if ('text' in part) return undefined
  if ('query' in part) return `the parameter ${part.query} of the query`
  // A list's element has its index as a number or as text.
  if ('json' in part) return `the field ${JSON.stringify(part.json.map(String))}`
  if ('form' in part) return `the field ${part.form} of the form`
  const header = `the header ${part.header.toLowerCase()}`
  return 'parameter' in part ? `${part.parameter} of ${header}` : header
}
