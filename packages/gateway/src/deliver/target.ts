import type { LiveDestination } from '../configuration/live.ts'
import type { Egress } from '../egress/egress.ts'
import type { Destination } from '../model/destination.ts'
import { Connections } from '../transports/http/connections.ts'
import type { DeliverySigner } from './delivery-request.ts'
import type { Gate } from './gate.ts'
import { createDeliverySigner } from './signing.ts'

/** A destination as deliveries are made to it: its gate, its connections and its signer. */
export class Target {
  readonly gate: Gate
  readonly #egress: Egress
  #live: LiveDestination
  #signer: DeliverySigner | null
  #connections: Connections | null = null
  #path = '/'

  constructor(live: LiveDestination, gate: Gate, egress: Egress) {
    this.#live = live
    this.#signer = createDeliverySigner(live)
    this.gate = gate
    this.#egress = egress
    this.#readUrl()
  }

  get destination(): Destination {
    return this.#live.destination
  }

  /** Null where a secret of the destination cannot be read: then nothing is sent. */
  get signer(): DeliverySigner | null {
    return this.#signer
  }

  /** Null where the URL is none. */
  get connections(): Connections | null {
    return this.#connections
  }

  /** Path and query of the URL. */
  get path(): string {
    return this.#path
  }

  /** Takes over a change; requests that are on their way end as they began. */
  update(live: LiveDestination): void {
    if (live === this.#live) return
    const before = this.#live.destination
    this.#live = live
    this.#signer = createDeliverySigner(live)
    const { url, allowPrivate, ca } = live.destination
    if (before.url !== url || before.allowPrivate !== allowPrivate || before.ca !== ca) {
      this.#connections?.retire()
      this.#readUrl()
    }
    this.gate.update(live.destination)
  }

  /** Closes its connections; those in use when their requests are answered. */
  retire(): void {
    this.#connections?.retire()
  }

  /** Closes its connections at once. */
  close(): void {
    this.#connections?.close(new Error('delivery is over'))
  }

  #readUrl(): void {
    const { allowPrivate, ca = null } = this.destination
    const url = URL.parse(this.destination.url)
    this.#connections = null
    if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return
    this.#path = `${url.pathname}${url.search}`
    this.#connections = new Connections(url.origin, this.#egress, { allowPrivate, ca })
  }
}
