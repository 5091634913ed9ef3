import { strictText } from './encoding.ts'
import { isDoubled } from './json-doubled.ts'
import type { Message } from './message.ts'
import type { ParameterPlace, Place } from './place.ts'

/** Longer headers are refused: they only cost time. */
const maxHeaderLength = 8192
/** More signatures than this are an attempt at something else than rotation: the rest is not looked at. */
const maxFound = 16

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
    case 'found':
      return place.find(message)
  }
}

/** The one value at a place for a scheme's description; `undefined` where there is none or more than one. */
export function findOne(message: Message, place: Place): string | undefined {
  const values = findAll(message, place)
  return values?.length === 1 ? values[0] : undefined
}

/**
 * As `findAll`, of a value that is signed: a body that cannot be read holds nothing to be found, which is not the
 * same as a body that leaves the value out.
 */
export function findSigned(message: Message, place: Place): readonly string[] | undefined {
  if (place.in !== 'json' && place.in !== 'form') return findAll(message, place)
  const text = textOf(message.body)
  if (text === undefined) return undefined
  if (place.in === 'json' && (message.field() === undefined || isDoubled(text, place.path))) return undefined
  return findAll(message, place)
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return strictText(bytes)
  } catch {
    return undefined
  }
}

/**
 * What follows tag and joiner in the entries of a list, the first sixteen with our tag. Entries with another tag are
 * none of ours, and ones without any are passed over where a good one stands beside them.
 */
function entriesOf(
  text: string,
  tag: string,
  separator: string,
  joiner: string,
  blank: boolean,
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

/** All values of one name in `name=value,name=value`; a blank may follow the separator. */
function parameters(message: Message, place: ParameterPlace): readonly string[] | undefined {
  const headers = message.headerValues(place.header.name)
  const [text] = headers
  if (text === undefined) return []
  return headers.length > 1 ? undefined : entriesOf(text, place.name, place.separator, '=', true)
}

/** Signatures in `v1,AAAA v1,BBBB v2,CCCC`: those of our tag. */
export function findTagged(
  text: string,
  tag: string,
  separator: string,
  joiner: string,
): readonly string[] | undefined {
  return entriesOf(text, tag, separator, joiner, false)
}
