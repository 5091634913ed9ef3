import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { countersigned, type Scheme } from 'countersign'
import { webhook } from 'countersign/node'
import { standardWebhooks } from 'countersign/schemes/standard-webhooks'
import { printable } from '../../model/printable.ts'

/** A sample application behind the gateway: it verifies each delivery, and says what it got. */
export interface DevApplication {
  /** Where deliveries go. */
  readonly url: string
  /** Its own address, without a path. */
  readonly origin: string
  close(): Promise<void>
}

/**
 * Starts the application on loopback. `POST /answer/503` makes it answer that from then on, `/answer/200` ends it.
 *
 * @param port - 0 takes a free one
 * @param secret - known only once its destination is made, hence a function
 */
export async function startDevApplication(
  port: number,
  secret: () => string,
  say: (line: string) => void,
): Promise<DevApplication> {
  let status = 200
  const scheme = countersigned(standardWebhooks as Scheme)
  const receive = webhook(
    {
      scheme,
      secrets: secret,
      onRefused: ({ code }) => say(`application refused a delivery: ${code}`),
    },
    ({ id, type, headers }, { response }) => {
      const told = [headers['countersign-source'], type, id, headers['countersign-verdict']]
      const again = headers['countersign-replay'] === undefined ? '' : '  (replay)'
      const attempt = `attempt ${headers['countersign-attempt']}`
      say(
        `application ← ${printable([...told, attempt].join('  '))}${again}${status === 200 ? '' : `  answers ${status}`}`,
      )
      if (status !== 200) response.writeHead(status).end()
    },
  )
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const wanted = /^\/answer\/([2-5]\d\d)$/.exec(request.url ?? '')
    if (request.method !== 'POST' || wanted === null) return void receive(request, response)
    status = Number(wanted[1])
    response.end(`From now on it answers ${status}.\n`)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: `${origin}/hooks`,
    origin,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
