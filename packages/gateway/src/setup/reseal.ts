import type { Connection } from '../model/connection.ts'
import { secretBinding, tokenBinding } from '../model/seal-bindings.ts'
import type { SealedSecret } from '../model/secret.ts'
import type { Command } from './command.ts'

/** What is sealed of what is set up. */
export interface SealedSetup {
  readonly secrets: Iterable<SealedSecret>
  readonly connections: Iterable<Connection>
  /** The ids of the sources with settings that are secrets. */
  readonly sources: readonly string[]
}

/**
 * Seals what is set up with the key that seals now, where it was sealed with another. Settings of sources that are
 * secrets are sealed as they are stored: such a source is stored once more, as it is.
 */
export const resealSetup: Command<{
  readonly sealed: SealedSetup
  readonly isCurrent: (sealed: Uint8Array, boundTo: string) => boolean | null
}> = (now, { sealed, isCurrent }, { seal }) => {
  const again = (bytes: Uint8Array, boundTo: string): Uint8Array | null =>
    isCurrent(bytes, boundTo) === false ? seal.seal(seal.open(bytes, boundTo), boundTo) : null
  return {
    secrets: [...sealed.secrets].flatMap((secret) => {
      const held = now.secretsOf(secret.owner).find(({ id }) => id === secret.id)
      const bytes = held === undefined ? null : again(held.sealed, secretBinding(held))
      return held === undefined || bytes === null ? [] : [{ ...held, sealed: bytes }]
    }),
    connections: [...sealed.connections].flatMap(({ id }) => {
      const held = now.connection(id)
      const bytes = held === undefined ? null : again(held.sealedToken, tokenBinding(id))
      return held === undefined || bytes === null ? [] : [{ ...held, sealedToken: bytes }]
    }),
    sources: sealed.sources.flatMap((id) => now.source(id) ?? []),
  }
}
