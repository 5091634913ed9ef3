import { createServer } from 'node:http'
import { countersigned, type Scheme } from 'countersign'
import { webhook } from 'countersign/node'

/** What the sample application has seen of one delivery. */
export interface Seen {
  readonly id: string
  readonly source: string
  readonly type: string
  readonly attempt: string
  readonly body: Uint8Array
}

/** An application behind the gateway. */
export interface Application {
  readonly url: string
  readonly seen: readonly Seen[]
  /** The codes of deliveries that did not verify. */
  readonly refused: readonly string[]
  stop(): void
}

/**
 * A sample application: verifies both signatures of each delivery (Standard Webhooks' and the gateway's own)
 * and keeps what it has seen. The secret is known only once the destination exists, hence a function.
 */
export async function startApplication(source: Scheme, secret: () => string): Promise<Application> {
  const seen: Seen[] = []
  const refused: string[] = []
  const scheme = countersigned(source)
  const receive = webhook(
    { scheme, secrets: () => secret(), onRefused: (error) => void refused.push(error.code) },
    (event) => {
      const { headers } = event
      seen.push({
        id: event.id ?? '',
        source: headers['countersign-source'] ?? '',
        type: event.type,
        attempt: headers['countersign-attempt'] ?? '',
        body: event.body,
      })
    },
  )
  const server = createServer(receive)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}/hooks`,
    seen,
    refused,
    stop: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
