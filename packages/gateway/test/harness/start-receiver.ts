import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

/** One delivery as it came. */
export interface Received {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly rawHeaders: readonly string[]
  readonly body: Buffer
}

/** A receiver that keeps what it gets. */
export interface RecordingReceiver {
  readonly url: string
  readonly received: readonly Received[]
  /** What it answers from now on. Default: 200. */
  answer(status: number, headers?: Record<string, string>, body?: string): void
  /** Resolves once at least so many have come; rejects after `patienceMs` (default 20,000). */
  until(count: number, patienceMs?: number): Promise<readonly Received[]>
  close(): Promise<void>
}

/** Starts a receiver on 127.0.0.1, on a free port unless one is named. */
export async function startReceiver({
  port: wanted = 0,
}: {
  port?: number
} = {}): Promise<RecordingReceiver> {
  const received: Received[] = []
  let answer: { status: number; headers: Record<string, string>; body: string } = {
    status: 200,
    headers: {},
    body: '',
  }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', url = '', headers, rawHeaders } = request
      received.push({ method, url, headers, rawHeaders, body: Buffer.concat(chunks) })
      response.writeHead(answer.status, answer.headers).end(answer.body)
    })
  })
  await new Promise<void>((resolve) => server.listen(wanted, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    answer(status, headers = {}, body = '') {
      answer = { status, headers, body }
    },
    async until(count, patienceMs = 20_000) {
      const deadline = Date.now() + patienceMs
      while (received.length < count) {
        if (Date.now() > deadline) throw new Error(`${received.length} of ${count} deliveries came.`)
        await wait(5)
      }
      return received
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
