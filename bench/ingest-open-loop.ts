import { connect, type Socket } from 'node:net'
import { requestBytes } from './ingest-load.ts'

/** Beyond so many connections a request waits for a free one; its wait counts. */
const mostConnections = 1000

/**
 * Sends at a fixed rate whatever the answers do, and measures each from the moment it was due, so that a
 * stall is seen in all that it holds up.
 */
export async function openLoop(port: number, perSecond: number, seconds: number): Promise<string> {
  const idle: Socket[] = []
  const sockets: Socket[] = []
  const latencies: number[] = []
  const dueOf = new Map<Socket, number>()
  let wrong = 0
  let lastAnswer = performance.now()
  let longestSilence = 0
  const open = (): Socket => {
    const socket = connect({ port, noDelay: true })
    sockets.push(socket)
    socket.on('data', (bytes) => {
      const now = performance.now()
      longestSilence = Math.max(longestSilence, now - lastAnswer)
      lastAnswer = now
      latencies.push(now - (dueOf.get(socket) ?? now))
      dueOf.delete(socket)
      if (!bytes.subarray(0, 12).equals(Buffer.from('HTTP/1.1 200'))) wrong++
      idle.push(socket)
    })
    socket.on('error', () => wrong++)
    return socket
  }
  const total = perSecond * seconds
  let made: Buffer[] = Array.from({ length: perSecond }, () => requestBytes())
  const begun = performance.now()
  let sent = 0
  while (sent < total) {
    const due = Math.min(total, Math.floor(((performance.now() - begun) / 1000) * perSecond))
    while (sent < due) {
      const socket = idle.pop() ?? (sockets.length < mostConnections ? open() : null)
      if (socket === null) break
      dueOf.set(socket, begun + (sent / perSecond) * 1000)
      socket.write(made.pop() ?? requestBytes())
      sent++
    }
    // What the next moments need is made while there is time.
    for (let more = 0; more < 40 && made.length < 200; more++) made.push(requestBytes())
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  await new Promise((resolve) => setTimeout(resolve, 1000))
  for (const socket of sockets) socket.destroy()
  made = []
  latencies.sort((one, other) => one - other)
  const at = (share: number): string =>
    `${(latencies[Math.floor(latencies.length * share)] ?? 0).toFixed(1)} ms`
  return `${latencies.length} of ${total} answered, ${wrong} wrong, median ${at(0.5)}, p99 ${at(0.99)}, p99.9 ${at(0.999)}, longest ${(latencies.at(-1) ?? 0).toFixed(0)} ms, longest silence ${longestSilence.toFixed(0)} ms, ${sockets.length} connections`
}
