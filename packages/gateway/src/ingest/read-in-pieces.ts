import type { Socket } from 'node:net'

/** So much of a body is parsed at once at the most. */
const pieceBytes = 4096

/**
 * Has an HTTP server parse what a connection brings in pieces, between which the reader of the body can pause it:
 * 64 KiB may be 10,000 chunks of a byte, and there may be many who begin with them at once. Node's parser would
 * otherwise read the socket by itself, as much of it as there is.
 *
 * To be called when the server has been given the connection, and before any of it flows.
 *
 * @param headBytes - the length of the head that comes first, which is parsed by itself: whoever reads the body may
 *   not want to begin at once. 0 where it is not known
 */
export function readInPieces(socket: Socket, headBytes: number): void {
  const parsers = socket.listeners('data')
  const waiting: Buffer[] = []
  let begun = false
  let running = false
  const parseFirst = (): void => {
    const first = waiting.shift()
    if (first === undefined) return
    const length = begun || headBytes === 0 ? pieceBytes : headBytes
    if (first.length > length) waiting.unshift(first.subarray(length))
    for (const parse of parsers) parse.call(socket, first.subarray(0, length))
  }
  const goOn = (): void => {
    running = true
    while (waiting.length > 0) {
      if (socket.isPaused()) {
        socket.once('resume', goOn)
        return
      }
      parseFirst()
      if (begun) continue
      // Whoever reads the body has only now begun to, and can say so in the next tick.
      begun = true
      process.nextTick(goOn)
      return
    }
    running = false
  }
  socket.on('close', () => waiting.splice(0))
  socket.removeAllListeners('data')
  socket.on('data', (bytes: Buffer) => {
    waiting.push(bytes)
    if (!running) goOn()
  })
}
