/**
 * The SQLite journal by itself: appends with random ledger keys and one queue row each, settlements, and the
 * same again with many events stored. `node bench/journal-sqlite.ts [--stored 2000000] [--seconds 5]`
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Journal } from '../packages/gateway/src/journal/journal.ts'
import type { QueuePosition, QueueRow } from '../packages/gateway/src/journal/port/queue.ts'
import { openSqliteJournal } from '../packages/gateway/src/journal/sqlite/open.ts'
import { sampleAttempt, sampleEvent, setUp } from './journal-sample.ts'
import { describeMachine, machineLine, residentMiB } from './machine.ts'

const { values } = parseArgs({
  options: {
    stored: { type: 'string', default: '2000000' },
    seconds: { type: 'string', default: '5' },
    callers: { type: 'string', default: '64' },
    folder: { type: 'string' },
  },
})
const stored = Number(values.stored)
const seconds = Number(values.seconds)
const callers = Number(values.callers)

interface Rate {
  readonly perSecond: number
  /** Microseconds of CPU an operation, on this thread and on all others together. */
  readonly mainMicros: number
  readonly otherMicros: number
  readonly p50: number
  readonly p99: number
  readonly max: number
}

/** Calls `one` from so many places at once, each again as soon as it is answered; `one` answers how many it did. */
async function closedLoop(places: number, forMs: number, one: () => Promise<number>): Promise<Rate> {
  const times: number[] = []
  let done = 0
  const cpu = process.cpuUsage()
  const main = process.threadCpuUsage()
  const start = performance.now()
  await Promise.all(
    Array.from({ length: places }, async () => {
      while (performance.now() - start < forMs) {
        const begun = performance.now()
        const did = await one()
        if (did === 0) return
        done += did
        times.push(performance.now() - begun)
      }
    }),
  )
  const tookMs = performance.now() - start
  const used = process.cpuUsage(cpu)
  const usedMain = process.threadCpuUsage(main)
  const mainMicros = usedMain.user + usedMain.system
  times.sort((a, b) => a - b)
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
  return {
    perSecond: (done / tookMs) * 1000,
    mainMicros: mainMicros / done,
    otherMicros: (used.user + used.system - mainMicros) / done,
    p50: at(0.5),
    p99: at(0.99),
    max: at(1),
  }
}

function show(name: string, rate: Rate): void {
  const { perSecond, mainMicros, otherMicros, p50, p99, max } = rate
  console.log(
    `${name.padEnd(34)} ${perSecond.toFixed(0).padStart(7)}/s   CPU ${mainMicros.toFixed(1)} + ${otherMicros.toFixed(1)} µs   ` +
      `p50 ${p50.toFixed(1)}  p99 ${p99.toFixed(1)}  max ${max.toFixed(0)} ms   RSS ${residentMiB(process.pid)?.now.toFixed(0)} MiB`,
  )
}

const append = (journal: Journal, epoch: number, lane: number) => async () =>
  (await journal.append([sampleEvent(epoch, lane)])).length

/** Reads pages of due rows and settles them one by one, as deliveries that end at different times do. */
function settler(journal: Journal, lane: number, fence: number): () => Promise<number> {
  let rows: QueueRow[] = []
  let after: QueuePosition | null = null
  let reading: Promise<void> | null = null
  const read = async () => {
    const page = await journal.due(lane, Number.MAX_SAFE_INTEGER, after, 1000)
    after = page.at(-1) ?? after
    rows = [...page].reverse()
    reading = null
  }
  return async () => {
    if (rows.length === 0) {
      reading ??= read()
      await reading
    }
    const row = rows.pop()
    if (row === undefined) return 0
    await journal.settle('bench', [
      { lane, fence, at: row, attempt: sampleAttempt, next: { state: 'delivered' } },
    ])
    return 1
  }
}

const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'countersign-bench-'))
console.log(machineLine(describeMachine(folder)))
const opened = performance.now()
let journal = await openSqliteJournal({ folder })
console.log(`opened in ${(performance.now() - opened).toFixed(0)} ms`)
try {
  const { epoch, lane, fence } = await setUp(journal)

  await closedLoop(callers, 1000, append(journal, epoch, lane))
  const empty = await closedLoop(callers, seconds * 1000, append(journal, epoch, lane))
  show('append, empty store', empty)
  show('settle', await closedLoop(callers, seconds * 1000, settler(journal, lane, fence)))

  let { events } = await journal.stats()
  const filling = performance.now()
  while (events < stored) {
    const many = Array.from({ length: 500 }, () => sampleEvent(epoch, lane))
    await Promise.all([journal.append(many.slice(0, 250)), journal.append(many.slice(250))])
    events += many.length
  }
  const fillSeconds = (performance.now() - filling) / 1000
  const megabytes = (name: string) => (statSync(join(folder, name)).size / 1e6).toFixed(0)
  console.log(
    `${events} events stored (filled in ${fillSeconds.toFixed(0)} s), file ${megabytes('journal.sqlite')} MB, log ${megabytes('journal.sqlite-wal')} MB`,
  )
  const full = await closedLoop(callers, seconds * 1000, append(journal, epoch, lane))
  show(`append, ${events} stored`, full)
  show('settle', await closedLoop(callers, seconds * 1000, settler(journal, lane, fence)))
  console.log(`rate with many stored: ${((full.perSecond / empty.perSecond) * 100).toFixed(0)} % of empty`)
  await journal.close()
  const again = performance.now()
  journal = await openSqliteJournal({ folder })
  console.log(`reopened in ${(performance.now() - again).toFixed(0)} ms`)
} finally {
  await journal.close()
  if (values.folder === undefined) rmSync(folder, { recursive: true })
}
