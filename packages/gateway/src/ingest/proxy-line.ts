import type { Server as HttpServer } from 'node:http'
import { createServer, type Server, type Socket } from 'node:net'
import { letGo } from '../model/let-go.ts'
import { readInPieces } from './read-in-pieces.ts'

/** The longest line that the PROXY protocol's first version allows, its end included. */
const longestLine = 107
/** How long the keeper may take to write it, in ms; it writes it first of all. And to close behind a last answer. */
const patienceMs = 10_000
const nothing: Buffer = Buffer.alloc(0)
/** The field that says that a body comes in chunks. */
const transferEncoding = /\r\ntransfer-encoding[ \t]*:/i

/**
 * Stands before an HTTP server on a socket that only the keeper reaches: reads the line in which the keeper
 * names the client, sets the address on the connection and hands it to the HTTP server, which is not to
 * listen itself. A connection without such a line is closed.
 *
 * @example
 * readProxyLine(app.server).listen(listener.socketPath)
 */
export function readProxyLine(http: HttpServer): Server {
  return createServer({ allowHalfOpen: true }, (socket) => {
    const impatience = setTimeout(() => socket.destroy(), patienceMs)
    const failed = (): void => {
      socket.destroy()
    }
    socket.destroySoon = () => closeBehind(socket)
    let bytes = nothing
    const read = (): void => {
      const more: Buffer | null = socket.read()
      if (more === null) return
      bytes = bytes.length === 0 ? more : Buffer.concat([bytes, more])
      const end = bytes.indexOf('\r\n')
      // Kept here, not put back: that would announce the same bytes again without end.
      if (end < 0 && bytes.length < longestLine) return
      clearTimeout(impatience)
      socket.off('readable', read)
      socket.off('error', failed)
      const line = end < 0 ? '' : bytes.toString('latin1', 0, end)
      if (!nameClient(socket, line)) {
        socket.destroy()
        return
      }
      const behind = bytes.subarray(end + 2)
      if (behind.length > 0) socket.unshift(behind)
      const first = bytes
      // The listeners of this connection would otherwise hold them for as long as it lasts.
      bytes = nothing
      http.emit('connection', socket)
      const head = headOf(behind)
      if (transferEncoding.test(head)) readInPieces(socket, head.length < behind.length ? head.length : 0)
      else setImmediate(letGoParsed, socket, first)
    }
    socket.on('readable', read)
    socket.on('error', failed)
    socket.on('close', () => clearTimeout(impatience))
  })
}

/** Gives back what a connection began with once it was parsed: Node's parser copies out of it what it tells of. */
function letGoParsed(socket: Socket, first: Buffer): void {
  if (socket.readableLength === 0) letGo(first)
}

/** Up to the end of the head that a connection begins with; the keeper begins a new one with each that has chunks. */
function headOf(bytes: Buffer): string {
  const end = bytes.indexOf('\r\n\r\n')
  return bytes.toString('latin1', 0, end < 0 ? bytes.length : end + 4)
}

/**
 * Ends what is said, and leaves the closing to the keeper, which has then read the answer. Closing over bytes
 * of a request that nobody wanted would break its next write, and the answer could be lost with it.
 */
function closeBehind(socket: Socket): void {
  socket.end()
  const impatience = setTimeout(() => socket.destroy(), patienceMs)
  socket.on('close', () => clearTimeout(impatience))
}

/** `PROXY TCP4 1.2.3.4 5.6.7.8 1234 443`, see haproxy's `proxy-protocol.txt`, section 2.1. */
function nameClient(socket: Socket, line: string): boolean {
  const [word, family, client, , clientPort, , ...more] = line.split(' ')
  if (word !== 'PROXY' || more.length > 0) return false
  if (family === 'UNKNOWN') return true
  if ((family !== 'TCP4' && family !== 'TCP6') || client === undefined || clientPort === undefined)
    return false
  Object.defineProperties(socket, {
    remoteAddress: { value: client },
    remotePort: { value: Number(clientPort) },
    remoteFamily: { value: family === 'TCP4' ? 'IPv4' : 'IPv6' },
  })
  return true
}
