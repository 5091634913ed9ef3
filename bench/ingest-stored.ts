import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqliteJournal } from '../packages/gateway/src/journal/sqlite/open.ts'
import { type ClosedLoop, closedLoop, writeRequests } from './ingest-closed-loop.ts'
import { serve, stop } from './ingest-serve.ts'
import { sampleEvent } from './journal-sample.ts'
import { describeMachine, machineLine } from './machine.ts'

// Ingest over HTTP, through the keeper, with many events stored, beside the same on empty stores before and after.
// A folder that is given is kept, and filled only as far as it is not. Needs `wrk` (a Debian package).
//
//     node --conditions=countersign-source bench/ingest-stored.ts [seconds a closed loop] [events stored] [folder]

const seconds = Number(process.argv[2] ?? '10')
const stored = Number(process.argv[3] ?? '2000000')
const place = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'countersign-bench-'))
const full = process.argv[4] ?? join(place, 'full')
const memory = existsSync('/dev/shm') ? mkdtempSync('/dev/shm/countersign-bench-') : place

const say = (name: string, text: string): void => console.log(`${name.padEnd(34)} ${text}`)

async function measure(folder: string): Promise<ClosedLoop> {
  const served = await serve('./ingest-keeper.ts', [folder])
  const loop = await closedLoop(served.port, served.process.pid ?? 0, requests, seconds)
  await stop(served)
  return loop
}

/** Appends through the journal until so many events are stored; answers how many are. */
async function fill(): Promise<number> {
  // It makes the source and its route.
  await stop(await serve('./ingest-keeper.ts', [full]))
  const journal = await openSqliteJournal({ folder: full })
  const { epoch, lanes } = await journal.since(null)
  const lane = lanes[0]?.number ?? 0
  let { events } = await journal.stats()
  while (events < stored) {
    const many = Array.from({ length: 500 }, () => sampleEvent(epoch, lane))
    await Promise.all([journal.append(many.slice(0, 250)), journal.append(many.slice(250))])
    events += many.length
  }
  await journal.close()
  return events
}

const requests = writeRequests(join(memory, 'requests'), seconds, false)
try {
  say('machine', machineLine(describeMachine(place)))
  const events = await fill()
  const before = await measure(join(place, 'before'))
  say('empty store', before.report)
  const many = await measure(full)
  say(`${events} events stored`, many.report)
  const after = await measure(join(place, 'after'))
  say('empty store', after.report)
  const rate = (200 * many.rate) / (before.rate + after.rate)
  say('rate with many stored', `${rate.toFixed(0)} % of that of empty ones (at least 60, the goal is 80)`)
  if (before.cpuMicros !== null && after.cpuMicros !== null && many.cpuMicros !== null) {
    const cpu = (200 * many.cpuMicros) / (before.cpuMicros + after.cpuMicros)
    say('CPU with many stored', `${cpu.toFixed(0)} % of that of empty ones`)
  }
} finally {
  rmSync(place, { recursive: true, force: true })
  rmSync(memory, { recursive: true, force: true })
}
