import { coversBody, placeIn } from '../../model/inline-parts.ts'
import type { InlinePart, InlinePlace, InlineProof, InlineScheme } from '../../model/scheme-ref.ts'

const values = new Set(['body', 'timestamp', 'id', 'url', 'path', 'host', 'method'])

/**
 * What a scheme's signature is over, in words: `timestamp`, `body`, `header X-Request-Id`; nothing for a token or a
 * password. Where one of several may hold, what all of them cover.
 */
export function signedParts(scheme: InlineScheme | InlineProof): string[] {
  if (scheme.kind === 'either') {
    const [first = [], ...others] = scheme.schemes.map(signedParts)
    return first.filter((part) => others.every((other) => other.includes(part)))
  }
  if (scheme.kind === 'jwt') return scheme.at === 'body' || scheme.bodyHash !== undefined ? ['body'] : []
  if (!('signature' in scheme)) return []
  const { content = ['body'] } = scheme
  return [...new Set(content.flatMap(wordsOf))]
}

/** Text that stands for itself is the same in every message: it covers nothing. */
function wordsOf(part: InlinePart): string[] {
  if (typeof part === 'string') return values.has(part) ? [part] : []
  if (coversBody(part)) return ['body']
  if ('param' in part) return [`setting ${part.param}`]
  const place = placeIn(part)
  if (place === undefined) return []
  return 'listedHeaders' in part ? [`headers that ${placeInWords(place)} names`] : [placeInWords(place)]
}

function placeInWords(place: InlinePlace): string {
  if ('query' in place) return `query ${place.query}`
  if ('json' in place) return `field ${place.json.join('.')}`
  if ('form' in place) return `form field ${place.form}`
  if ('each' in place) return `field ${place.field.join('.')} in each of ${place.each.join('.')}`
  if ('items' in place) return `pieces of header ${place.items}`
  if ('namedHeader' in place) return `the header that ${place.namedHeader} names`
  return 'parameter' in place ? `${place.parameter} of header ${place.header}` : `header ${place.header}`
}
