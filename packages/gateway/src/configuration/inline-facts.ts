import { coversBody, placeIn, placeName, proofsOf } from '../model/inline-parts.ts'
import type { InlinePart, InlinePlace, InlineProof, InlineScheme } from '../model/scheme-ref.ts'

/** What is wrong, and where in the scheme. */
interface Wrong {
  readonly path: readonly (string | number)[]
  readonly message: string
}

/** What a scheme says of dedup keys and settings that is not so: a key of what nobody has signed, a setting that it has not. */
export function wrongWithFacts(scheme: InlineScheme): readonly Wrong[] {
  return [...wrongWithDedupe(scheme), ...settingsWithout(scheme)]
}

function wrongWithDedupe(scheme: InlineScheme): readonly Wrong[] {
  const { eventId, dedupe, once = [] } = scheme
  if (dedupe !== undefined && once.length > 0)
    return [{ path: ['once'], message: 'is a dedup key of its own: leave out it or dedupe' }]
  if (dedupe !== undefined && eventId === undefined)
    return [{ path: ['dedupe'], message: 'needs eventId, the place of the id that it is about' }]
  const open = (place: InlinePlace): boolean => !proofsOf(scheme).every((proof) => isSigned(place, proof))
  if (dedupe === 'signed-id' && eventId !== undefined && open(eventId))
    return [
      { path: ['eventId'], message: `is not signed: ${placeName(eventId)} makes no dedup key by itself` },
    ]
  return once.flatMap((place, at) =>
    open(place) ? [{ path: ['once', at], message: `is not signed: ${placeName(place)}` }] : [],
  )
}

/** Whether what stands at a place is under the signature. */
function isSigned(place: InlinePlace, proof: InlineProof): boolean {
  const inBody = 'json' in place || 'form' in place || 'each' in place
  if (proof.kind === 'jwt') return inBody && proof.bodyHash !== undefined
  if (!('signature' in proof)) return false
  const { content = ['body'], id, timestamp } = proof
  // Of a form that is sorted and signed its fields are, and nothing that is read of it in another way.
  const covers = (part: InlinePart): boolean =>
    typeof part === 'object' && 'sortedForm' in part ? 'form' in place : coversBody(part)
  if (inBody && content.some(covers)) return true
  if ('query' in place && content.includes('url')) return true
  const name = placeName(place)
  if (id !== undefined && content.includes('id') && placeName(id) === name) return true
  if (timestamp !== undefined && content.includes('timestamp') && placeName(timestamp) === name) return true
  return content.some((part) => {
    // What is signed in another case has several spellings under one signature; a list is signed by what it names.
    if (typeof part === 'object' && ('lower' in part || 'listedHeaders' in part)) return false
    const read = placeIn(part)
    return read !== undefined && placeName(read) === name
  })
}

/** The settings that are named and not among `params`, each where it stands first. */
function settingsWithout(scheme: InlineScheme): readonly Wrong[] {
  const { params = {}, ...rest } = scheme
  const found: Wrong[] = []
  const look = (value: unknown, path: readonly (string | number)[]): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [key, inner] of Object.entries(value)) {
      const at = [...path, Array.isArray(value) ? Number(key) : key]
      if (
        (key === 'namedHeader' || key === 'param') &&
        typeof inner === 'string' &&
        !Object.hasOwn(params, inner)
      )
        found.push({ path: at, message: `names the setting ${inner}, which is not among params` })
      else look(inner, at)
    }
  }
  // Claims are names from outside.
  for (const [key, value] of Object.entries(rest)) if (key !== 'claims') look(value, [key])
  return found
}
