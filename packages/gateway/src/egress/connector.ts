import type { Socket } from 'node:net'
import { createSecureContext } from 'node:tls'
import { type Egress, EgressRefused } from './egress.ts'
import { createOpenSocket, type Wanted } from './open-socket.ts'
import { raceAddresses } from './race.ts'

/** What of a destination its connections depend on. */
export interface ConnectorOptions {
  readonly allowPrivate: boolean
  /** Certificates in PEM that are trusted instead of the system's; null: the system's. */
  readonly ca: string | null
}

/** Connects, or says why not; `timeoutMs` is for all of it, from the look-up to the end of the handshake. */
export type Connector = (
  wanted: Wanted,
  timeoutMs: number,
  done: (error: Error | null, socket: Socket | null) => void,
) => void

/**
 * Opens connections to one destination. The name is resolved anew for each, only permitted addresses are
 * tried, and the address that was reached is looked at once more before a byte is sent.
 */
export function createConnector(egress: Egress, { allowPrivate, ca }: ConnectorOptions): Connector {
  const open = createOpenSocket(ca === null ? egress.trusted : createSecureContext({ ca }))
  return (wanted, timeoutMs, done) => {
    const { hostname } = wanted
    const begun = performance.now()
    egress.resolve(hostname, allowPrivate).then(
      (addresses) => {
        const left = Math.max(1, timeoutMs - (performance.now() - begun))
        raceAddresses(
          addresses,
          (address) => open(wanted, address),
          left,
          (error, socket) => {
            if (socket === null || egress.permits(hostname, socket.remoteAddress ?? '', allowPrivate)) {
              done(error, socket)
              return
            }
            socket.destroy()
            done(new EgressRefused('The destination’s address may not be reached.'), null)
          },
        )
      },
      (error: Error) => done(error, null),
    )
  }
}
