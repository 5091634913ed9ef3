import { secretBinding } from '../model/seal-bindings.ts'
import type { SealedSecret } from '../model/secret.ts'

/** Opens what `seal/` has sealed; throws where it was sealed with another key or for another row. */
export type Unseal = (sealed: Uint8Array, boundTo: string) => Uint8Array

/** A secret in the clear, in memory alone. Its shape is the library's `Secret`. */
export interface OpenedSecret {
  readonly value: string
  readonly id: string
  readonly notBefore?: Date
  readonly expiresAt?: Date
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Opens secrets, the newest first: the one that is likely to match is tried before the older ones. */
export function openSecrets(secrets: readonly SealedSecret[], unseal: Unseal): readonly OpenedSecret[] {
  return secrets
    .toSorted((one, other) => other.createdAt - one.createdAt)
    .map((secret) => ({
      value: utf8.decode(unseal(secret.sealed, secretBinding(secret))),
      id: secret.id,
      ...(secret.notBefore === null ? {} : { notBefore: new Date(secret.notBefore) }),
      ...(secret.expiresAt === null ? {} : { expiresAt: new Date(secret.expiresAt) }),
    }))
}
