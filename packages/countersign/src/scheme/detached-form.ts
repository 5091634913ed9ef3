import type { Message } from '../message/message.ts'
import type { Place } from '../message/place.ts'
import type { Pieces } from '../platform/platform.ts'
import type { JwsAlgorithm } from './jws-algorithms.ts'

/** What a detached JWS is made of, by whoever has the private key. */
export interface DetachedForm {
  readonly at: Place
  readonly algorithm: JwsAlgorithm
  /** Where the sender's time stands, which the signature covers where its header says so: ISO 8601, whole seconds, in UTC. */
  readonly timestamp: Place
  /** What a sender's header says beside the algorithm. */
  readonly header: Readonly<Record<string, unknown>>
  /**
   * What may be signed, by the header of the signature: several where the provider's own library tries several, of which
   * the first is what is signed here. Pure; throws a refusal where the message does not fit it.
   */
  readonly payloads: (
    message: Message,
    header: Readonly<Record<string, unknown>>,
  ) => readonly [Pieces, ...Pieces[]]
}
