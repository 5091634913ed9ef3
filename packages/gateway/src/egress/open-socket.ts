import { connect as connectPlain, isIP } from 'node:net'
import { connect as connectTls, type SecureContext } from 'node:tls'
import type { Opening } from './race.ts'
import type { ResolvedAddress } from './resolve.ts'

/** What a connection is for, as undici says it. */
export interface Wanted {
  readonly protocol: string
  /** A name, or an address without brackets. */
  readonly hostname: string
  /** Empty: the protocol’s own. */
  readonly port: string
}

const alive = { noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 } as const

/**
 * Begins connections to one server, with TLS where its protocol says so. The name is what the certificate must be made
 * out for, whichever of its addresses is connected to; a session that the server offered is taken up again.
 *
 * @param trusted - whose certificates are trusted; null: the system’s
 */
export function createOpenSocket(
  trusted: SecureContext | null,
): (wanted: Wanted, address: ResolvedAddress) => Opening {
  let session: Buffer | undefined
  return ({ protocol, hostname, port }, { address }) => {
    if (protocol !== 'https:') {
      const to = { host: address, port: Number(port || 80), highWaterMark: 64 * 1024, ...alive }
      return { socket: connectPlain(to), ready: 'connect' }
    }
    const socket = connectTls({
      ...{ host: address, port: Number(port || 443), highWaterMark: 16 * 1024, ...alive },
      // RFC 6066, section 3: no address, and no final dot.
      ...(isIP(hostname) === 0 && { servername: hostname.replace(/\.$/, '') }),
      ...(trusted !== null && { secureContext: trusted }),
      ...(session !== undefined && { session }),
      ALPNProtocols: ['http/1.1'],
    })
    socket.on('session', (offered: Buffer) => {
      session = offered
    })
    socket.once('error', () => {
      // Whatever was wrong, the next connection begins anew.
      session = undefined
    })
    return { socket, ready: 'secureConnect' }
  }
}
