import { connect, createServer, type Socket } from 'node:net'

/** A TCP proxy for tests: passes bytes on until it is told to misbehave. */
export interface TcpProxy {
  readonly port: number
  /** Connections that are open now. */
  readonly open: number
  /** Breaks all connections with a reset, and lets new ones in. */
  reset(): void
  /** Resets all connections and refuses new ones, until `mend`. */
  cut(): void
  /** Passes nothing on, in either direction, and closes nothing, until `mend`: a network that swallows. */
  swallow(): void
  /** Holds what the server says back by so many ms. */
  delayAnswers(ms: number): void
  /** Resets each connection as soon as the server has answered `bytes` from now on. */
  resetAfterAnswering(bytes: number): void
  /** Calls back with what clients send; a test decides by it when to misbehave. */
  onRequest(listener: (chunk: Buffer) => void): void
  mend(): void
  close(): Promise<void>
}

interface Pair {
  readonly client: Socket
  readonly server: Socket
  resetAfter: number
}

/** Listens on a free port of loopback for connections to `target`. */
export async function startTcpProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  const pairs = new Set<Pair>()
  const listeners: ((chunk: Buffer) => void)[] = []
  let mode: 'pass' | 'cut' | 'swallow' = 'pass'
  let delayMs = 0

  const listener = createServer((client) => {
    if (mode === 'cut') {
      client.resetAndDestroy()
      return
    }
    const pair: Pair = { client, server: connect(target), resetAfter: Number.POSITIVE_INFINITY }
    pairs.add(pair)
    for (const socket of [pair.client, pair.server]) {
      socket.setNoDelay(true)
      socket.on('error', () => {})
      socket.on('close', () => drop(pair))
      if (mode === 'swallow') socket.pause()
    }
    pair.client.on('data', (chunk) => {
      for (const call of listeners) call(chunk)
      pair.server.write(chunk)
    })
    pair.server.on('data', (chunk) => answer(pair, chunk))
  })

  function answer(pair: Pair, chunk: Buffer): void {
    pair.resetAfter -= chunk.length
    if (pair.resetAfter < 0) drop(pair)
    else if (delayMs === 0) pair.client.write(chunk)
    else setTimeout(() => pair.client.write(chunk), delayMs)
  }

  function drop(pair: Pair): void {
    if (!pairs.delete(pair)) return
    pair.client.resetAndDestroy()
    pair.server.resetAndDestroy()
  }

  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const address = listener.address()
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.')

  return {
    port: address.port,
    get open() {
      return pairs.size
    },
    reset: () => pairs.forEach(drop),
    cut: () => {
      mode = 'cut'
      pairs.forEach(drop)
    },
    swallow: () => {
      mode = 'swallow'
      for (const pair of pairs) {
        pair.client.pause()
        pair.server.pause()
      }
    },
    delayAnswers: (ms) => {
      delayMs = ms
    },
    resetAfterAnswering: (bytes) => {
      for (const pair of pairs) pair.resetAfter = bytes
    },
    onRequest: (call) => void listeners.push(call),
    mend: () => {
      mode = 'pass'
      delayMs = 0
      for (const pair of pairs) {
        pair.client.resume()
        pair.server.resume()
      }
    },
    close: async () => {
      pairs.forEach(drop)
      await new Promise((resolve) => listener.close(resolve))
    },
  }
}
