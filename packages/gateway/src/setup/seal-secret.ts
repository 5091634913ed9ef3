import { secretBinding } from '../model/seal-bindings.ts'
import type { SealedSecret } from '../model/secret.ts'
import type { SetupContext } from './command.ts'
import { newId } from './new-id.ts'

/** A secret as it is given in a request. */
export interface GivenSecret {
  readonly value: string
  readonly notBefore: number | null
  readonly expiresAt: number | null
}

/** Seals a secret to its owner under a new id. */
export function sealSecret(
  owner: string,
  { value, notBefore, expiresAt }: GivenSecret,
  { seal, idBytes, now }: SetupContext,
): SealedSecret {
  const id = newId('sec', idBytes)
  const sealed = seal.seal(Buffer.from(value, 'utf8'), secretBinding({ id, owner }))
  return { id, owner, sealed, notBefore, expiresAt, createdAt: now }
}

/** The text of a secret; null where it cannot be opened with the key that is in use. */
export function openSecret(secret: SealedSecret, { seal }: Pick<SetupContext, 'seal'>): string | null {
  try {
    return new TextDecoder().decode(seal.open(secret.sealed, secretBinding(secret)))
  } catch {
    return null
  }
}
