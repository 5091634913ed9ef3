import { secretBinding } from '../configuration/open-secrets.ts'
import type { SealedSecret } from '../model/secret.ts'
import type { Seal } from '../seal/seal.ts'
import { newId } from './new-id.ts'

/** A secret as it is given in a request. */
export interface GivenSecret {
  readonly value: string
  readonly notBefore: number | null
  readonly expiresAt: number | null
}

/** Seals a secret to its owner under a new id. */
export function sealSecret(seal: Seal, owner: string, given: GivenSecret, now: number): SealedSecret {
  const id = newId('sec')
  const sealed = seal.seal(Buffer.from(given.value, 'utf8'), secretBinding({ id, owner }))
  return { id, owner, sealed, notBefore: given.notBefore, expiresAt: given.expiresAt, createdAt: now }
}
