import type { Message } from './message.ts'
import type { ParameterPlace, Place } from './place.ts'

/** Longer headers and lists are refused: they only cost time. */
const maxHeaderLength = 8192
const maxEntries = 32

/** What stands at a place: all values, or `undefined` where what holds them is not well written. */
export function findAll(message: Message, place: Place): readonly string[] | undefined {
  switch (place.in) {
    case 'header':
      return message.headerValues(place.name)
    case 'parameter':
      return parameters(message, place)
    case 'query':
      return message.queryValues(place.name)
    case 'json': {
      const value = message.field(...place.path)
      if (value === undefined || value === null) return []
      if (typeof value === 'string') return [value]
      return Number.isSafeInteger(value) || typeof value === 'boolean' ? [String(value)] : undefined
    }
    case 'form':
      return message.form().getAll(place.name)
  }
}

/** The one value at a place for a scheme's description; `undefined` where there is none or more than one. */
export function findOne(message: Message, place: Place): string | undefined {
  const values = findAll(message, place)
  return values?.length === 1 ? values[0] : undefined
}

/** All values of one name in `name=value,name=value`; other names are none of ours, entries without `=` refuse all. */
function parameters(message: Message, place: ParameterPlace): readonly string[] | undefined {
  const headers = message.headerValues(place.header.name)
  const [text] = headers
  if (text === undefined) return []
  if (headers.length > 1 || text.length > maxHeaderLength) return undefined
  const entries = text.split(place.separator)
  if (entries.length > maxEntries) return undefined
  const found: string[] = []
  for (const entry of entries) {
    const start = entry.charCodeAt(0) === 32 ? 1 : 0
    const equals = entry.indexOf('=')
    if (equals <= start) return undefined
    if (equals - start === place.name.length && entry.startsWith(place.name, start))
      found.push(entry.slice(equals + 1))
  }
  return found
}

/** Signatures in `v1,AAAA v1,BBBB v2,CCCC`: those of our tag; entries without a tag refuse all. */
export function findTagged(
  text: string,
  tag: string,
  separator: string,
  joiner: string,
): readonly string[] | undefined {
  if (text.length > maxHeaderLength) return undefined
  const entries = text.split(separator)
  if (entries.length > maxEntries) return undefined
  const found: string[] = []
  for (const entry of entries) {
    const at = entry.indexOf(joiner)
    if (at < 1) return undefined
    if (at === tag.length && entry.startsWith(tag)) found.push(entry.slice(at + 1))
  }
  return found
}
