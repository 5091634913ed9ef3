/**
 * Whether retention keeps up: appends and settles at a fixed rate while everything lives for a few seconds, on
 * one engine. `node bench/retention.ts [--engine sqlite|postgres] [--rate 5000] [--seconds 40] [--keep 10]`
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { openPostgresJournal } from '../packages/gateway/src/journal/postgres/open.ts'
import { openSqliteJournal } from '../packages/gateway/src/journal/sqlite/open.ts'
import { startRetention } from '../packages/gateway/src/keep/retention.ts'
import { startServer } from '../packages/gateway/test/postgres/server.ts'
import { sampleAttempt, sampleEvent, setUp } from './journal-sample.ts'
import { describeMachine, machineLine } from './machine.ts'

const { values } = parseArgs({
  options: {
    engine: { type: 'string', default: 'sqlite' },
    rate: { type: 'string', default: '5000' },
    seconds: { type: 'string', default: '40' },
    keep: { type: 'string', default: '10' },
  },
})
const rate = Number(values.rate)
const keepMs = Number(values.keep) * 1000
const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'))
const server = values.engine === 'postgres' ? await startServer() : null
const journal =
  server === null
    ? await openSqliteJournal({ folder })
    : await openPostgresJournal({ url: await server.database(), now: Date.now })
console.log(machineLine(describeMachine(folder)))
const { epoch, lane, fence } = await setUp(journal)

let removed = 0
const retention = startRetention({
  journal: {
    prune: async (limits) => {
      const step = await journal.prune(limits)
      removed += step.removed
      return step
    },
  },
  settings: {
    keepPayloads: keepMs,
    keepEvents: keepMs,
    keepAttempts: keepMs,
    keepLedger: keepMs,
    keepAudit: keepMs,
  },
  onExpired: (deliveries) => console.log(`${deliveries.length} deliveries died`),
  log: { warn: (_about, message) => console.log(message) },
  now: Date.now,
})

const batch = 50
const times: number[] = []
/** Appends one batch and settles it. */
async function one(): Promise<void> {
  const begun = performance.now()
  const events = Array.from({ length: batch }, () => ({
    ...sampleEvent(epoch, lane),
    receivedAt: Date.now(),
  }))
  const answers = await journal.append(events)
  times.push(performance.now() - begun)
  const settlements = answers.flatMap((answer, at) => {
    const due = events[at]?.queue[0]?.due
    if (answer.outcome !== 'accepted' || due === undefined) return []
    const row = { due, seq: answer.seq, replay: 0 }
    const attempt = { ...sampleAttempt, at: Date.now() }
    return [{ lane, fence, at: row, attempt, next: { state: 'delivered' as const } }]
  })
  await journal.settle('bench', settlements)
}

const cpu = process.cpuUsage()
const begun = performance.now()
let sent = 0
const working = new Set<Promise<void>>()
for (let second = 1; second <= Number(values.seconds); second++) {
  while (performance.now() - begun < second * 1000) {
    const wanted = ((performance.now() - begun) / 1000) * rate
    for (; sent < wanted; sent += batch) {
      const work = one().finally(() => working.delete(work))
      working.add(work)
    }
    await wait(2)
  }
  if (second % 5 !== 0) continue
  const [oldest] = await journal.events({ oldestFirst: true, limit: 1 })
  const age = oldest === undefined ? 0 : (Date.now() - oldest.receivedAt) / 1000
  times.sort((a, b) => a - b)
  const at = (share: number) => (times[Math.floor(times.length * share)] ?? 0).toFixed(0)
  const size =
    server === null ? `  file ${(statSync(join(folder, 'journal.sqlite')).size / 1e6).toFixed(0)} MB` : ''
  console.log(
    `${String(second).padStart(3)} s  sent ${sent}  oldest event ${age.toFixed(1)} s  rows removed ${removed}  append p50 ${at(0.5)} p99 ${at(0.99)} max ${at(0.9999)} ms  waiting ${working.size}${size}`,
  )
  times.length = 0
}
await Promise.all(working)
const used = process.cpuUsage(cpu)
console.log(`CPU of this process ${((used.user + used.system) / sent).toFixed(1)} µs an event`)
await retention.stop()
await journal.close()
await server?.close()
rmSync(folder, { recursive: true })
