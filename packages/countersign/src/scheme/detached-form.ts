import type { Message } from '../message/message.ts'
import type { Place } from '../message/place.ts'
import type { Pieces } from '../platform/platform.ts'
import type { Jws } from './jws.ts'
import type { JwsAlgorithm } from './jws-algorithms.ts'

/** What a detached JWS is made of, by whoever has the private key. */
export interface DetachedForm {
  readonly at: Place
  readonly algorithm: JwsAlgorithm
  /**
   * Where the sender's time stands, which the signature covers where its header says so: ISO 8601, whole seconds, in UTC.
   * Absent where there is none.
   */
  readonly timestamp?: Place | undefined
  /** What a sender's header says beside the algorithm. Absent: nothing. */
  readonly header?: Readonly<Record<string, unknown>> | undefined
  /** What may be signed, of which the first is what is signed here. */
  readonly payloads: (message: Message, jws: Jws) => readonly [Pieces, ...Pieces[]]
}
