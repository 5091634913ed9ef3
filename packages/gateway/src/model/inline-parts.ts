import type { InlinePart, InlinePlace, InlineProof, InlineScheme } from './scheme-ref.ts'

/** The ways in which a scheme proves a message. */
export function proofsOf(scheme: InlineScheme): readonly InlineProof[] {
  return scheme.kind === 'either' ? scheme.schemes : [scheme]
}

/** The place that a piece of a content reads; undefined where it reads none. */
export function placeIn(part: InlinePart): InlinePlace | undefined {
  if (typeof part === 'string' || 'text' in part || 'bodyHash' in part) return undefined
  if ('sortedForm' in part || 'param' in part) return undefined
  if ('lower' in part) return part.lower
  if ('required' in part) return part.required
  if ('ifPresent' in part) return part.ifPresent
  return 'listedHeaders' in part ? part.listedHeaders : part
}

/** One name for all spellings of a place, in words. */
export function placeName(place: InlinePlace): string {
  if ('query' in place) return `the parameter ${place.query} of the query`
  // A list's element has its index as a number or as text.
  if ('json' in place) return `the field ${JSON.stringify(place.json.map(String))}`
  if ('form' in place) return `the field ${place.form} of the form`
  if ('each' in place)
    return `the field ${JSON.stringify(place.field.map(String))} of each of ${JSON.stringify(place.each.map(String))}`
  if ('namedHeader' in place) return `the header that ${place.namedHeader} names`
  if ('items' in place) return `pieces of the header ${place.items.toLowerCase()}`
  const header = `the header ${place.header.toLowerCase()}`
  return 'parameter' in place ? `${place.parameter} of ${header}` : header
}

/** Whether a piece protects the body as the body itself does. */
export function coversBody(part: InlinePart): boolean {
  return part === 'body' || (typeof part === 'object' && ('bodyHash' in part || 'sortedForm' in part))
}
