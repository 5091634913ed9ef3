import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { answer, type Behavior, type Received } from './hostile-behaviors.ts'

/** A receiver of deliveries that does as it is told. */
export interface HostileReceiver {
  /** `http://127.0.0.1:PORT`, or https. */
  readonly url: string
  readonly port: number
  /** What has come so far. */
  readonly requests: readonly Received[]
  /** Connections opened so far. */
  readonly connections: number
  /** Connections that are open now. */
  readonly open: number
  /** Over once so many requests have come in all. */
  received(count: number): Promise<void>
  /** Does something else from now on. */
  behave(next: Script): void
  close(): Promise<void>
}

/** A behavior for all requests, or one chosen by request and its number, from 0. */
export type Script = Behavior | { readonly each: (request: Received, number: number) => Behavior }

export interface ReceiverOptions {
  /** Key and certificate in PEM; then it speaks TLS. */
  readonly tls?: { readonly key: string; readonly cert: string }
  /** Default 127.0.0.1. */
  readonly host?: string
  /** Default: any free one. */
  readonly port?: number
}

/** Starts one. It parses just enough HTTP to know where a request ends: Content-Length alone. */
export async function startReceiver(
  script: Script = answer(200),
  options: ReceiverOptions = {},
): Promise<HostileReceiver> {
  const requests: Received[] = []
  const sockets = new Set<Socket>()
  const waiting = new Set<() => void>()
  let current = script
  let connections = 0
  const serve = (socket: Socket): void => {
    connections += 1
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    // Whoever sends to a hostile receiver hangs up on it, often.
    socket.on('error', () => undefined)
    readRequests(socket, (request) => {
      const number = requests.push(request) - 1
      const behavior = typeof current === 'function' ? current : current.each(request, number)
      behavior(socket, request)
      for (const look of waiting) look()
    })
  }
  const server: Server = options.tls === undefined ? createServer(serve) : createTlsServer(options.tls, serve)
  if (options.tls !== undefined) server.on('tlsClientError', () => undefined)
  const host = options.host ?? '127.0.0.1'
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, host, resolve)
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const written = host.includes(':') ? `[${host}]` : host
  return {
    url: `${options.tls === undefined ? 'http' : 'https'}://${written}:${port}`,
    port,
    requests,
    get connections() {
      return connections
    },
    get open() {
      return sockets.size
    },
    received(count) {
      return new Promise((resolve) => {
        const look = (): void => {
          if (requests.length < count) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      })
    },
    behave(next) {
      current = next
    },
    close() {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

function readRequests(socket: Socket, onRequest: (request: Received) => void): void {
  let pending: Buffer = Buffer.alloc(0)
  socket.on('data', (chunk: Buffer) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
    for (;;) {
      const end = pending.indexOf('\r\n\r\n')
      if (end === -1) return
      const head = readHead(pending.subarray(0, end).toString('latin1'))
      const length = Number(head.headers['content-length']?.[0] ?? 0)
      if (pending.length < end + 4 + length) return
      const body = Buffer.from(pending.subarray(end + 4, end + 4 + length))
      pending = pending.subarray(end + 4 + length)
      onRequest({ ...head, body })
    }
  })
}

function readHead(text: string): Omit<Received, 'body'> {
  const [first = '', ...lines] = text.split('\r\n')
  const [method = '', path = ''] = first.split(' ')
  const headers: Record<string, string[]> = {}
  for (const line of lines) {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).toLowerCase()
    const values = headers[name] ?? []
    headers[name] = values
    values.push(line.slice(colon + 1).trim())
  }
  return { method, path, headers }
}
