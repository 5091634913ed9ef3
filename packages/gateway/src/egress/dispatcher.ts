import { isIP, type Socket } from 'node:net'
import type { SecureContext } from 'node:tls'
import { Agent } from 'undici'
import { createOpenSocket, type Wanted } from './open-socket.ts'
import { raceAddresses } from './race.ts'
import type { Resolve } from './resolve.ts'

/** For name and connection together, in ms. */
const connectMs = 10_000

/**
 * For calls to addresses that the operator has named: a provider’s API, the gateway’s own public address. Names are
 * resolved and certificates trusted as for deliveries; where they lead is the operator’s business, inside too.
 *
 * @param trusted - whose certificates are trusted; null: the system’s
 */
export function createDispatcher(resolve: Resolve, trusted: SecureContext | null): Agent {
  const connect = async (wanted: Wanted): Promise<Socket> => {
    const begun = performance.now()
    const family = isIP(wanted.hostname)
    const addresses = family === 0 ? await resolve(wanted.hostname) : [{ address: wanted.hostname, family }]
    // A new one each time: a TLS session must not be taken up again at another server.
    const open = createOpenSocket(trusted)
    const left = Math.max(1, connectMs - (performance.now() - begun))
    return await new Promise((resolved, rejected) => {
      raceAddresses(
        addresses,
        (address) => open(wanted, address),
        left,
        (error, socket) => (socket === null ? rejected(error) : resolved(socket)),
      )
    })
  }
  return new Agent({
    allowH2: false,
    connect: (wanted, done) => {
      connect(wanted).then(
        (socket) => done(null, socket),
        (error: Error) => done(error, null),
      )
    },
  })
}
