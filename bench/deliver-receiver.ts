import { type AddressInfo, createServer, type Socket } from 'node:net'
import { parseId } from '../packages/gateway/src/model/id.ts'
import { Latencies } from './latencies.ts'

/** What a receiver saw since it was last asked. Latencies are in ms, from the body's stamp to its last byte. */
export interface ReceiverReport {
  readonly count: number
  readonly distinct: number
  readonly median: number
  readonly p99: number
  readonly longest: number
  /** When the first and the last came, in ms since 1970; 0 where none did. */
  readonly firstAt: number
  readonly lastAt: number
  /** How many came in each second after the first. */
  readonly perSecond: readonly number[]
  /** Processor time of the receiver itself, in seconds. */
  readonly cpuSeconds: number
}

// A process of its own, as an application is: answers 200 to all, or late, and tells its parent what came. It
// reads each request to its last byte and looks at its id and its stamp; it is no HTTP server, which would cost the
// cores that it shares with what is measured three times as much.
const [, , answerAfterMs = '0', host = '127.0.0.1'] = process.argv
const latencies = new Latencies()
/** A bit for each event that came, by its number. */
let seen = new Uint8Array(1024)
let distinct = 0
let firstAt = 0
let lastAt = 0
let perSecond: number[] = []
let cpuBefore = process.cpuUsage()

const headEnd = Buffer.from('\r\n\r\n')
const ok = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')

const server = createServer({ noDelay: true }, (socket) => {
  let rest: Buffer | null = null
  socket.on('data', (chunk: Buffer) => {
    let bytes = rest === null ? chunk : Buffer.concat([rest, chunk])
    while (bytes.length > 0) {
      const taken = takeRequest(bytes, socket)
      if (taken === 0) break
      bytes = bytes.subarray(taken)
    }
    rest = bytes.length === 0 ? null : bytes
  })
  socket.on('error', () => socket.destroy())
})

/** Takes one request where it is whole; answers how many bytes it has, or 0. */
function takeRequest(bytes: Buffer, socket: Socket): number {
  const end = bytes.indexOf(headEnd)
  if (end < 0) return 0
  const head = bytes.toString('latin1', 0, end)
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0)
  const body = end + headEnd.length
  if (bytes.length < body + length) return 0
  const now = performance.timeOrigin + performance.now()
  const stamp = Number(
    /[0-9]+\.[0-9]+/.exec(bytes.toString('latin1', body, body + Math.min(length, 32)))?.[0],
  )
  count(now, stamp, /\r\nwebhook-id: *(\S+)/i.exec(head)?.[1] ?? '')
  if (answerAfterMs === '0') socket.write(ok)
  else setTimeout(() => socket.write(ok), Number(answerAfterMs))
  return body + length
}

function count(now: number, stamp: number, id: string): void {
  latencies.add(now - stamp)
  if (latencies.count === 1) firstAt = now
  lastAt = now
  const second = Math.floor((now - firstAt) / 1000)
  perSecond[second] = (perSecond[second] ?? 0) + 1
  const seq = parseId('evt', id)?.seq ?? 0
  const at = seq >>> 3
  if (at >= seen.length) {
    const larger = new Uint8Array(at * 2)
    larger.set(seen)
    seen = larger
  }
  const bit = 1 << (seq & 7)
  const before = seen[at] ?? 0
  if ((before & bit) === 0) distinct += 1
  seen[at] = before | bit
}

process.on('message', () => {
  const { user, system } = process.cpuUsage(cpuBefore)
  const report: ReceiverReport = {
    count: latencies.count,
    distinct,
    median: latencies.quantile(0.5),
    p99: latencies.quantile(0.99),
    longest: latencies.longestMs,
    firstAt,
    lastAt,
    perSecond: Array.from(perSecond, (each) => each ?? 0),
    cpuSeconds: (user + system) / 1e6,
  }
  latencies.clear()
  seen.fill(0)
  distinct = 0
  firstAt = lastAt = 0
  perSecond = []
  cpuBefore = process.cpuUsage()
  process.send?.(report)
})
process.on('disconnect', () => process.exit())
// A thousand connections may come at once, and one that finds no room is tried again a second later.
const place = { port: 0, host, backlog: 4_096 }
server.listen(place, () => process.send?.((server.address() as AddressInfo).port))
