import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

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
}

// A process of its own, as an application is: answers 200 to all, or late, and tells its parent what came.
const [, , answerAfterMs = '0'] = process.argv
let latencies: number[] = []
let ids = new Set<string>()
let firstAt = 0
let lastAt = 0
let perSecond: number[] = []

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const now = performance.timeOrigin + performance.now()
    const start = Buffer.concat(chunks).toString('latin1', 0, 32)
    const stamp = Number(/[0-9]+\.[0-9]+/.exec(start)?.[0])
    latencies.push(now - stamp)
    if (latencies.length === 1) firstAt = now
    lastAt = now
    const second = Math.floor((now - firstAt) / 1000)
    perSecond[second] = (perSecond[second] ?? 0) + 1
    ids.add(String(request.headers['webhook-id']))
    if (answerAfterMs === '0') response.end()
    else setTimeout(() => response.end(), Number(answerAfterMs))
  })
})

process.on('message', () => {
  latencies.sort((one, other) => one - other)
  const at = (part: number): number =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * part))] ?? 0
  const report: ReceiverReport = {
    count: latencies.length,
    distinct: ids.size,
    median: at(0.5),
    p99: at(0.99),
    longest: at(1),
    firstAt,
    lastAt,
    perSecond: Array.from(perSecond, (count) => count ?? 0),
  }
  latencies = []
  ids = new Set()
  firstAt = lastAt = 0
  perSecond = []
  process.send?.(report)
})
process.on('disconnect', () => process.exit())
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
