import type { Catalog } from '../configuration/catalog.ts'
import { credentialHeaders, textParams } from '../configuration/live-source.ts'
import { Refusal } from '../model/refusal.ts'
import { schemeOf } from '../model/scheme-ref.ts'
import type { Source } from '../model/source.ts'

/** Refuses, as ERR_INPUT at its place, a header that is to go on to destinations and carries a credential. */
export function checkForwarded(
  source: Pick<Source, 'scheme' | 'inline' | 'params'>,
  names: readonly string[],
  catalog: Catalog,
): void {
  const scheme = catalog.scheme(schemeOf(source)) ?? null
  const credentials = credentialHeaders(scheme, textParams(source.params))
  const errors = names.flatMap((name, at) =>
    credentials.has(name)
      ? [{ at: `/forwardHeaders/${at}`, message: `${name} carries a credential, which goes on to nobody` }]
      : [],
  )
  if (errors.length === 0) return
  throw new Refusal('ERR_INPUT', errors.map(({ at, message }) => `${at}: ${message}.`).join(' '), errors)
}
