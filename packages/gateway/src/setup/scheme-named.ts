import 'countersign/messages'
import { type Scheme, WebhookError } from 'countersign'
import type { Catalog } from '../configuration/catalog.ts'
import { compileScheme } from '../configuration/inline-scheme.ts'
import { didYouMean } from '../model/nearest-names.ts'
import { Refusal } from '../model/refusal.ts'
import type { InlineScheme, SchemeRef } from '../model/scheme-ref.ts'
import { publishScheme } from '../model/source.ts'

/** The scheme of a name, or ERR_SCHEME_UNKNOWN; one that is written out, or ERR_INPUT where it contradicts itself. */
export function schemeNamed(catalog: Catalog, ref: SchemeRef): Scheme {
  if (typeof ref !== 'string') return compiled(ref)
  const scheme = catalog.scheme(ref)
  if (scheme !== undefined) return scheme
  const meant = didYouMean(ref, catalog.names)
  const message = `There is no scheme "${ref}".${meant && ` ${meant}`}`
  throw new Refusal('ERR_SCHEME_UNKNOWN', message, [{ at: '/scheme', message }])
}

/** Refuses, as ERR_INPUT, a scheme of one's own under the name of another: lists and explanations call it by that. */
export function refuseTakenScheme(catalog: Catalog, ref: SchemeRef): void {
  if (typeof ref === 'string') return
  if (ref.name !== publishScheme && catalog.scheme(ref.name) === undefined) return
  const message = `"${ref.name}" is a scheme of the catalogue; call yours something else.`
  throw new Refusal('ERR_INPUT', message, [{ at: '/scheme/name', message }])
}

function compiled(inline: InlineScheme): Scheme {
  try {
    return compileScheme(inline)
  } catch (error) {
    if (!WebhookError.is(error)) throw error
    throw new Refusal('ERR_INPUT', error.message, [{ at: '/scheme', message: error.message }])
  }
}
