import { fork } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { openForReading } from '../packages/gateway/src/journal/sqlite/connection.ts'
import { startGateway } from '../packages/gateway/test/harness/start-gateway.ts'
import { startBenchReceiver } from './deliver-application.ts'
import type { LoadReport } from './deliver-load.ts'
import { secret } from './ingest-load.ts'
import { cpuSeconds, describeMachine, machineLine, parentOf, residentMiB } from './machine.ts'

// From the provider's socket to the application: `countersign serve` as it is built, with its keeper, a load
// process and an application process beside it. Latency is from the moment that a request was due, to its answer
// and to the arrival of its delivery. All is kept for half a minute only, so that in a run of minutes retention removes as
// much as comes in.
//
//   node --conditions=countersign-source bench/deliver-through.ts [seconds] [rates…]

const seconds = Number(process.argv[2] ?? 10)
const rates = process.argv.slice(3).map(Number)
const retention = ['--keep-payloads', '30s', '--keep-events', '30s', '--keep-attempts', '30s']
const warmUpSeconds = 3

/** How often the write-ahead log has begun anew, behind a checkpoint that copied all of it. */
function logRounds(data: string): number {
  const header = Buffer.alloc(32)
  const file = openSync(join(data, 'journal.sqlite-wal'), 'r')
  readSync(file, header, 0, header.length, 0)
  closeSync(file)
  // https://sqlite.org/fileformat2.html#walformat: the checkpoint sequence number.
  return header.readUInt32BE(12)
}

/** Rows that the store has now. */
function rows(data: string): {
  readonly events: number
  readonly payloads: number
  readonly attempts: number
} {
  const db = openForReading(data, 4096)
  const count = (table: string): number => Number(db.prepare(`select count(*) as n from ${table}`).get()?.n)
  const counted = { events: count('event'), payloads: count('payload'), attempts: count('attempt') }
  db.close()
  return counted
}

console.log(machineLine(describeMachine()))
for (const perSecond of rates.length > 0 ? rates : [500, 2_000, 5_000]) {
  const receiver = await startBenchReceiver()
  const lines = ['--source', 'bench=webex', '--secret', secret, '--forward', receiver.url]
  const gateway = await startGateway({ args: [...lines, ...retention, '--log-level', 'error'] })
  const port = new URL(gateway.url).port
  const load = async (rate: number, time: number): Promise<LoadReport> => {
    const child = fork(new URL('./deliver-load.ts', import.meta.url), [port, String(rate), String(time)])
    const [answered] = (await once(child, 'message')) as [LoadReport]
    return answered
  }
  const warmUp = await load(perSecond, warmUpSeconds)
  await receiver.report()
  const pids = [gateway.pid(), parentOf(gateway.pid())] as const
  const cpuBefore = pids.map(cpuSeconds)
  const roundsBefore = logRounds(gateway.data)
  const answered = await load(perSecond, seconds)
  const cpu = pids.map((pid, at) => cpuSeconds(pid) - (cpuBefore[at] ?? 0))
  const pending = async (): Promise<number> => (await gateway.api('GET', '/stats')).body.deliveries.pending
  const waited = performance.now()
  while ((await pending()) > 0) await new Promise((resolve) => setTimeout(resolve, 50))
  const behind = ((performance.now() - waited) / 1000).toFixed(1)
  const delivered = await receiver.report()
  const rss = residentMiB(gateway.pid())?.peak.toFixed(0) ?? '?'
  const rounds = logRounds(gateway.data) - roundsBefore
  const left = rows(gateway.data)
  const accepted = warmUp.good + answered.good
  const made = warmUp.good + delivered.count
  console.log(
    `${perSecond}/s for ${seconds} s: ${answered.good} answered 200, ${answered.bad} not, over ${answered.connections} connections; ` +
      `${delivered.count} delivered (${delivered.distinct} distinct), all ${behind} s after the last`,
  )
  const ms = (value: number): string => `${value.toFixed(1)} ms`
  console.log(
    `  to the answer: median ${ms(answered.medianMs)}, p99 ${ms(answered.p99Ms)}, p99.9 ${ms(answered.p999Ms)}, ` +
      `longest ${ms(answered.longestMs)}; longest time without an answer ${ms(answered.silenceMs)}`,
  )
  console.log(
    `  to the application: median ${ms(delivered.median)}, p99 ${ms(delivered.p99)}, longest ${ms(delivered.longest)}`,
  )
  console.log(
    `  meanwhile the log was checkpointed and begun anew ${rounds} times; retention removed ${accepted - left.payloads} payloads, ` +
      `${accepted - left.events} events, ${made - left.attempts} attempts`,
  )
  const each = [...cpu, answered.cpuSeconds, delivered.cpuSeconds].map(
    (used) => `${((used * 1e6) / (perSecond * seconds)).toFixed(0)} µs`,
  )
  console.log(
    `  CPU an event: gateway ${each[0]}, keeper ${each[1]}, load ${each[2]}, application ${each[3]}; ` +
      `peak RSS of the gateway ${rss} MiB`,
  )
  await gateway.remove()
  receiver.close()
}
process.exit()
