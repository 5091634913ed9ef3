import type { InlinePart, InlinePlace, InlineProof, InlineScheme } from '../../model/scheme-ref.ts'

const values = new Set(['body', 'timestamp', 'id', 'url', 'path', 'method'])

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
  return 'text' in part ? [] : [placeInWords(part)]
}

function placeInWords(place: InlinePlace): string {
  if ('query' in place) return `query ${place.query}`
  if ('json' in place) return `field ${place.json.join('.')}`
  if ('form' in place) return `form field ${place.form}`
  return 'parameter' in place ? `${place.parameter} of header ${place.header}` : `header ${place.header}`
}
