import { isIP, type LookupFunction, type Socket } from 'node:net'
import { buildConnector } from 'undici'
import { type Egress, EgressRefused } from './egress.ts'

/** What of a destination its connections depend on. */
export interface ConnectorOptions {
  readonly allowPrivate: boolean
  /** Certificates in PEM that are trusted instead of the system's; null: the system's. */
  readonly ca: string | null
}

/**
 * Opens connections to one destination. The name is resolved anew for each, only permitted addresses are
 * tried, and the address that was reached is looked at once more before a byte is sent.
 */
export function createConnector(
  egress: Egress,
  { allowPrivate, ca }: ConnectorOptions,
): buildConnector.connector {
  const lookup: LookupFunction = (hostname, options, done) => {
    egress.resolve(hostname, allowPrivate).then(
      (addresses) => {
        const [first] = addresses
        if (options.all === true) done(null, [...addresses])
        else if (first !== undefined) done(null, first.address, first.family)
      },
      (error: NodeJS.ErrnoException) => done(error, ''),
    )
  }
  // No timeout of its own: the attempt's covers name, connection and TLS together.
  const connect = buildConnector({
    allowH2: false,
    timeout: 0,
    autoSelectFamily: true,
    lookup,
    ...(ca !== null && { ca }),
  } as object)
  return (options, done) => {
    const refuse = (): void => done(new EgressRefused('The destination’s address may not be reached.'), null)
    // A literal address is connected to without a look-up.
    if (isIP(options.hostname) !== 0 && !egress.permits(options.hostname, options.hostname, allowPrivate)) {
      refuse()
      return
    }
    connect(options, (error: Error | null, socket: Socket | null) => {
      if (error !== null || socket === null) {
        done(error ?? new Error('no socket'), null)
        return
      }
      if (egress.permits(options.hostname, socket.remoteAddress ?? '', allowPrivate)) {
        done(null, socket)
        return
      }
      socket.destroy()
      refuse()
    })
  }
}
