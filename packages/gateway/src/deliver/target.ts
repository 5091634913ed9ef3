import { isDeepStrictEqual } from 'node:util'
import type { LiveDestination } from '../configuration/live.ts'
import type { Destination } from '../model/destination.ts'
import type { Transports, Way } from '../transports/transports.ts'
import type { DeliverySigner } from './delivery-message.ts'
import type { Gate } from './gate.ts'
import { createDeliverySigner } from './signing.ts'

/** A destination as deliveries are made to it: its gate, the way there and its signer. */
export class Target {
  readonly gate: Gate
  readonly #transports: Transports
  #live: LiveDestination
  #signer: DeliverySigner | null
  #way: Way | null

  constructor(live: LiveDestination, gate: Gate, transports: Transports) {
    this.#live = live
    this.#signer = createDeliverySigner(live)
    this.gate = gate
    this.#transports = transports
    this.#way = transports.open(live.destination)
  }

  get destination(): Destination {
    return this.#live.destination
  }

  /** Null where a secret of the destination cannot be read: then nothing is sent. */
  get signer(): DeliverySigner | null {
    return this.#signer
  }

  /** Null where the address cannot be used. */
  get way(): Way | null {
    return this.#way
  }

  /** Takes over a change; requests that are on their way end as they began. */
  update(live: LiveDestination): void {
    if (live === this.#live) return
    const before = this.#live.destination
    this.#live = live
    this.#signer = createDeliverySigner(live)
    if (!isDeepStrictEqual(before.to, live.destination.to)) {
      this.#way?.transport.retire()
      this.#way = this.#transports.open(live.destination)
    }
    this.gate.update(live.destination)
  }

  /** Closes its connections; those in use when their requests are answered. */
  retire(): void {
    this.#way?.transport.retire()
  }

  /** Closes its connections at once. */
  close(): void {
    this.#way?.transport.close()
  }
}
