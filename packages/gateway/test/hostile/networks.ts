import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'

/**
 * Whether one machine can be several networks: on Linux all of 127.0.0.0/8 is its own, and 127.0.1.1 and 127.0.2.1
 * are two networks for the gateway.
 */
export const hasNetworks: boolean = process.platform === 'linux'
if (!hasNetworks) console.warn('Skipped: only Linux lets one machine call from several networks.')

/** Sockets of attackers, to be let go of at the end. */
export class Attackers {
  readonly #sockets: Socket[] = []

  /** Connects from an address. */
  async connect(port: number, from: string): Promise<Socket> {
    const socket = connect({ port, host: '127.0.0.1', localAddress: from })
    this.#sockets.push(socket)
    // What the gateway does to them is not asked here.
    socket.on('error', () => undefined)
    socket.resume()
    await once(socket, 'connect')
    return socket
  }

  end(): void {
    for (const socket of this.#sockets.splice(0)) socket.destroy()
  }
}

/** Writes as far as the other side reads; over when it is written, or the connection is. */
export async function write(socket: Socket, bytes: string | Buffer): Promise<void> {
  if (socket.destroyed) return
  // An error is called back, too: the connection is then over.
  await new Promise<void>((resolve) => socket.write(bytes, () => resolve()))
}

/** The secret of the sources that honest callers call. */
export const secret = 'a webex secret that is long enough'

/** How a body reaches the gateway. */
export type Manner = 'whole' | 'in pieces' | 'chunked'

/** Posts a signed body as a provider would, from an address; answers the status, or null within its patience of 30 s, which is SeaTable's. */
export function honest(
  port: number,
  path: string,
  from: string,
  body: string,
  manner: Manner = 'whole',
): Promise<number | null> {
  const signature = createHmac('sha1', secret).update(body).digest('hex')
  const head = (length: string): string =>
    `POST ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Spark-Signature: ${signature}\r\n${length}\r\n\r\n`
  const half = body.length >> 1
  const parts = {
    whole: [`${head(`Content-Length: ${body.length}`)}${body}`],
    'in pieces': [head(`Content-Length: ${body.length}`), body.slice(0, half), body.slice(half)],
    chunked: [
      `${head('Transfer-Encoding: chunked')}${half.toString(16)}\r\n${body.slice(0, half)}\r\n`,
      `${(body.length - half).toString(16)}\r\n${body.slice(half)}\r\n0\r\n\r\n`,
    ],
  }[manner]
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', localAddress: from, noDelay: true })
    let text = ''
    socket.setEncoding('latin1').on('data', (chunk: string) => (text += chunk))
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(text === '' ? null : Number(text.slice(9, 12))))
    socket.setTimeout(30_000, () => socket.destroy())
    socket.on('connect', async () => {
      for (const part of parts) {
        await write(socket, part)
        await new Promise((next) => setTimeout(next, 20))
      }
    })
  })
}

/** The most memory that a process has had, in MB, as /proc says; null where there is none. */
export function peakMegabytes(pid: number): number | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1000
  } catch {
    return null
  }
}

/** The process that has started another. */
export function parentOf(pid: number): number {
  return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
}
