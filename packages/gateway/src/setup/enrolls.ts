import type { Catalog } from '../configuration/catalog.ts'
import { Refusal } from '../model/refusal.ts'
import type { SchemeRef } from '../model/scheme-ref.ts'
import { schemeNamed } from './scheme-named.ts'
import type { Standing } from './standing.ts'

/** Whether a source may begin without a secret: its provider sets it, by a handshake, or gives it only later. */
export function enrolls(catalog: Catalog, scheme: SchemeRef): boolean {
  const { handshake = [], keyLater } = schemeNamed(catalog, scheme)
  return keyLater !== undefined || handshake.some(({ setsSecret }) => setsSecret === true)
}

/** Refuses, as ERR_NOT_ENROLLING, to confirm a source, by id, that has no secret, or more than one. */
export function checkConfirmable(now: Standing, source: string): void {
  const held = now.secretsOf(source).length
  if (held === 1) return
  throw new Refusal(
    'ERR_NOT_ENROLLING',
    held === 0
      ? 'No secret has come yet: have the provider send its handshake, or add the secret that it shows.'
      : 'Several secrets have come: delete those that are not the provider’s.',
  )
}
