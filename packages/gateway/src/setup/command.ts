import type { Catalog } from '../configuration/catalog.ts'
import type { ConfigurationChange } from '../model/configuration.ts'
import type { Seal } from '../seal/seal.ts'
import type { Transports } from '../transports/transports.ts'
import type { Standing } from './standing.ts'

/** What commands are given beside what they are about: the time, chance, and whom they must ask. */
export interface SetupContext {
  /** In ms since 1970. */
  readonly now: number
  /** That many random bytes of a secret, straight from the system. */
  readonly random: (bytes: number) => Uint8Array
  /** That many random bytes of an id, which is no secret. */
  readonly idBytes: (bytes: number) => Uint8Array
  readonly seal: Pick<Seal, 'seal' | 'open' | 'mark'>
  readonly transports: Transports
  /** The part of an address after `/in/` where it is this gateway's own; null: it is another's. */
  readonly ownIngest: (address: string) => string | null
  readonly catalog: Catalog
  /** The gateway's own limit for a body, which no source may exceed. */
  readonly maxBodyBytes: number
}

/**
 * One change of what is set up, as a pure function: of what stands, what is asked for and the context it makes the
 * change, or throws a `Refusal`. It knows nothing of who asks, nor from where. What is shown once, such as the text of
 * a secret that is made, is part of what it is given.
 */
export type Command<In> = (now: Standing, input: In, context: SetupContext) => ConfigurationChange
