import type { Socket } from 'node:net'
import { gzipSync } from 'node:zlib'

/** One request as a receiver got it. Header names are in lower case; of doubled ones, all values. */
export interface Received {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, readonly string[]>>
  readonly body: Buffer
}

/** What a receiver does with a request. */
export type Behavior = (socket: Socket, request: Received) => void

/** Answers as a good receiver does. */
export function answer(
  status: number,
  headers: Readonly<Record<string, string>> = {},
  body: string | Buffer = '',
): Behavior {
  return (socket) => {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
    const length = `content-length: ${Buffer.byteLength(body)}\r\n`
    socket.write(`HTTP/1.1 ${status} Whatever\r\n${lines.join('')}${length}\r\n`)
    socket.write(body)
  }
}

/** Answers after a while, in ms. */
export function late(ms: number, then: Behavior): Behavior {
  return (socket, request) => {
    setTimeout(() => {
      if (!socket.destroyed) then(socket, request)
    }, ms)
  }
}

function repeat(socket: Socket, everyMs: number, chunk: string | Buffer): void {
  const timer = setInterval(() => socket.write(chunk), everyMs)
  socket.once('close', () => clearInterval(timer))
}

/** Writes as fast as the other side reads, up to so many bytes. */
function flood(socket: Socket, bytes: number, chunk: Buffer): void {
  let left = bytes
  const go = (): void => {
    while (left > 0 && !socket.destroyed) {
      left -= chunk.length
      if (!socket.write(chunk)) {
        socket.once('drain', go)
        return
      }
    }
  }
  go()
}

const zeros = Buffer.alloc(64 * 1024)
const gigabyte = 2 ** 30
let bomb: Buffer | undefined

/** What receivers do to a sender, each by a name. None of it may cost the sender more than one bounded attempt. */
export const behaviors = {
  /** Reads the request and never says a word. */
  silence: () => undefined,
  /** A byte of the answer every 50 ms, for ever. */
  drip: (socket) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n')
    repeat(socket, 50, 'x')
  },
  /** A byte of the status line every 50 ms. */
  dripHead: (socket) => {
    const head = 'HTTP/1.1 200 OK\r\nx-slow: '
    let at = 0
    const timer = setInterval(() => socket.write(head[at++] ?? 'x'), 50)
    socket.once('close', () => clearInterval(timer))
  },
  /** A gigabyte of answer. */
  flood: (socket) => {
    socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${gigabyte}\r\n\r\n`)
    flood(socket, gigabyte, zeros)
  },
  /** A gigabyte of a failure's answer. */
  floodOfFailure: (socket) => {
    socket.write(`HTTP/1.1 500 Oops\r\ncontent-length: ${gigabyte}\r\n\r\n`)
    flood(socket, gigabyte, zeros)
  },
  /** Endless chunks. */
  floodOfChunks: (socket) => {
    socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n')
    flood(socket, gigabyte, Buffer.from(`1000\r\n${'y'.repeat(0x1000)}\r\n`))
  },
  /** Closes in the middle of the answer. */
  cut: (socket) => {
    socket.end('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nhalf')
  },
  /** Closes without an answer. */
  hangUp: (socket) => {
    socket.end()
  },
  /** Resets the connection. */
  reset: (socket) => {
    socket.resetAndDestroy()
  },
  /** Speaks something else. */
  gibberish: (socket) => {
    socket.end('SSH-2.0-OpenSSH_9.2p1 Debian\r\n\r\n')
  },
  /** Two lengths that differ: one answer or two, as one likes to read it. */
  twoLengths: (socket) => {
    socket.end('HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab')
  },
  /** A status of four digits. */
  oddStatus: (socket) => {
    socket.end('HTTP/1.1 2000 OK\r\ncontent-length: 0\r\n\r\n')
  },
  /** An answer to a question that was not asked, then the true one. */
  continues: (socket) => {
    socket.write('HTTP/1.1 100 Continue\r\n\r\n')
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n')
  },
  /** Asks to continue, again and again, and never answers. */
  continuesForEver: (socket) => {
    repeat(socket, 10, 'HTTP/1.1 100 Continue\r\n\r\n')
  },
  /** The same, as fast as the other side reads. */
  continuesAsFastAsItCan: (socket) => {
    flood(socket, gigabyte, Buffer.from('HTTP/1.1 100 Continue\r\n\r\n'.repeat(1000)))
  },
  /** Early hints without end. */
  hintsForEver: (socket) => {
    repeat(socket, 10, 'HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n')
  },
  /** A hint, then a good answer. */
  hint: (socket, request) => {
    socket.write('HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n')
    answer(200)(socket, request)
  },
  /** Changes the protocol unasked. */
  upgrade: (socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n')
  },
  /** A thousand headers. */
  thousandHeaders: (socket) => {
    const many = Array.from({ length: 1000 }, (_, at) => `x-${at}: ${'v'.repeat(50)}\r\n`).join('')
    socket.write(`HTTP/1.1 200 OK\r\n${many}content-length: 0\r\n\r\n`)
  },
  /** One header of a megabyte. */
  giantHeader: (socket) => {
    socket.write(`HTTP/1.1 200 OK\r\nx-giant: ${'v'.repeat(2 ** 20)}\r\ncontent-length: 0\r\n\r\n`)
  },
  /** 100 KB that would be 100 MB when decompressed. */
  gzipBomb: (socket, request) => {
    bomb ??= gzipSync(Buffer.alloc(100 * 1024 * 1024))
    answer(200, { 'content-encoding': 'gzip' }, bomb)(socket, request)
  },
  /** A good answer, and another that nobody asked for, on the same connection. */
  smuggled: (socket, request) => {
    answer(200, {}, 'first')(socket, request)
    answer(500, {}, 'second')(socket, request)
  },
} satisfies Record<string, Behavior>
