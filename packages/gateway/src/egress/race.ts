import type { Socket } from 'node:net'
import type { ResolvedAddress } from './resolve.ts'

/** An address that has not connected after this is joined by the next, in ms (RFC 8305, section 5). */
const nextAfterMs = 250
/** Addresses of one name that are tried: those that come first. */
const mostAddresses = 8

/** One socket to one address, on its way. */
export interface Opening {
  readonly socket: Socket
  /** What the socket says when it can be used. */
  readonly ready: 'connect' | 'secureConnect'
}

/** No address connected within the time. */
class ConnectTimeout extends Error {
  override readonly name = 'ConnectTimeout'
  readonly code = 'ETIMEDOUT'
}

/**
 * Connects to the address that answers first. They are begun one after the other, the next when the one before has
 * failed or takes long, and none is given up before the time of all is over: a dead first address costs a quarter of a
 * second, a slow one that is the only one has all the time. One that connects and then drags out its TLS handshake has
 * its part of the time before the next begins.
 *
 * @param open - begins to connect to an address; not called again after `done`
 * @param timeoutMs - for all addresses together
 */
export function raceAddresses(
  addresses: readonly ResolvedAddress[],
  open: (address: ResolvedAddress) => Opening,
  timeoutMs: number,
  done: (error: Error | null, socket: Socket | null) => void,
): void {
  const queue = addresses.slice(0, mostAddresses)
  const shareMs = Math.max(nextAfterMs, timeoutMs / Math.max(1, queue.length))
  const trying = new Set<Socket>()
  const errors: Error[] = []
  let next: NodeJS.Timeout | undefined
  let over = false

  const finish = (error: Error | null, socket: Socket | null): void => {
    if (over) return
    over = true
    clearTimeout(next)
    clearTimeout(end)
    for (const other of trying) if (other !== socket) other.destroy()
    done(error, socket)
  }
  const end = setTimeout(() => finish(new ConnectTimeout('no address connected in time'), null), timeoutMs)

  const begin = (): void => {
    clearTimeout(next)
    const address = queue.shift()
    if (over || address === undefined) return
    const { socket, ready } = open(address)
    trying.add(socket)
    next = setTimeout(begin, nextAfterMs)
    const last = next
    if (ready !== 'connect') {
      socket.once('connect', () => {
        if (next === last) {
          clearTimeout(next)
          next = setTimeout(begin, shareMs)
        }
      })
    }
    socket.once(ready, () => finish(null, socket))
    // Stays: a socket that lost may still have something to say.
    socket.on('error', (error) => {
      if (!trying.delete(socket) || over) return
      errors.push(error)
      if (queue.length > 0) begin()
      else if (trying.size === 0) finish(summary(errors), null)
    })
  }
  begin()
}

/** Of several failures the one that says most: a server that was reached and is not right, before none at all. */
function summary(errors: readonly (Error & { code?: unknown })[]): Error {
  const [first] = errors
  const told = errors.find(({ code }) => typeof code === 'string' && !/^E[A-Z]+$/.test(code))
  if (told !== undefined) return told
  return errors.length === 1 && first !== undefined ? first : new AggregateError(errors)
}
