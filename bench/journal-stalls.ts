/**
 * Stalls of the SQLite journal, which closed-loop load hides: appends at a fixed rate whatever the answers do,
 * each settled a little later, checkpoints and retention running. Times are from when an append was to begin.
 * `node bench/journal-stalls.ts [--folder DIR] [--rate 5000] [--seconds 60] [--no-prune]`
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { openSqliteJournal } from '../packages/gateway/src/journal/sqlite/open.ts'
import { sampleAttempt, sampleEvent, setUp } from './journal-sample.ts'
import { describeMachine, machineLine, residentMiB } from './machine.ts'

const { values } = parseArgs({
  options: {
    folder: { type: 'string' },
    rate: { type: 'string', default: '5000' },
    seconds: { type: 'string', default: '60' },
    'no-prune': { type: 'boolean', default: false },
  },
})
const rate = Number(values.rate)
const forMs = Number(values.seconds) * 1000
const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'countersign-bench-'))

console.log(machineLine(describeMachine(folder)))
const journal = await openSqliteJournal({ folder })
try {
  const { epoch, lane, fence } = await setUp(journal)
  const loop = monitorEventLoopDelay({ resolution: 5 })
  loop.enable()
  const times: number[] = []
  let settled = 0
  let accepted = 0
  let pruned = 0
  let running = true
  let slowestStep = 0

  const settle = async (due: number, seq: number) => {
    const at = { due, seq, replay: 0 }
    const next = { state: 'delivered' } as const
    const [done] = await journal.settle('bench', [{ lane, fence, at, attempt: sampleAttempt, next }])
    if (done) settled++
  }
  const one = async (scheduled: number) => {
    const event = sampleEvent(epoch, lane)
    const [answer] = await journal.append([event])
    times.push(performance.now() - scheduled)
    if (answer?.outcome !== 'accepted') return
    accepted++
    setTimeout(settle, 3, event.receivedAt, answer.seq)
  }
  const retention = async () => {
    while (running && !values['no-prune']) {
      const before = (await journal.events({ limit: 1 }))[0]?.receivedAt ?? 0
      const oldest = before - rate * 20
      const start = performance.now()
      const limits = {
        payloadsBefore: oldest,
        eventsBefore: oldest,
        attemptsBefore: oldest,
        ledgerBefore: oldest,
      }
      const step = await journal.prune({ ...limits, limit: 500 })
      slowestStep = Math.max(slowestStep, performance.now() - start)
      pruned += step.removed
      await new Promise((resolve) => setTimeout(resolve, step.more ? 20 : 1000))
    }
  }

  const start = performance.now()
  const removing = retention()
  let sent = 0
  while (performance.now() - start < forMs) {
    const wanted = Math.floor(((performance.now() - start) / 1000) * rate)
    while (sent < wanted) void one(start + (sent++ / rate) * 1000)
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  while (times.length < sent || settled < accepted) await new Promise((resolve) => setTimeout(resolve, 10))
  running = false
  await removing
  times.sort((a, b) => a - b)
  const at = (share: number) =>
    (times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0).toFixed(1)
  const log = (statSync(join(folder, 'journal.sqlite-wal')).size / 1e6).toFixed(0)
  console.log(
    `${sent} appends at ${rate}/s: p50 ${at(0.5)}  p99 ${at(0.99)}  p99.9 ${at(0.999)}  max ${at(1)} ms; ` +
      `${settled} settled, ${pruned} rows pruned (slowest step ${slowestStep.toFixed(0)} ms), log ${log} MB, ` +
      `this thread's own delay p99 ${(loop.percentile(99) / 1e6).toFixed(0)} max ${(loop.max / 1e6).toFixed(0)} ms, ` +
      `RSS ${residentMiB(process.pid)?.now.toFixed(0)} MiB`,
  )
} finally {
  await journal.close()
  if (values.folder === undefined) rmSync(folder, { recursive: true })
}
