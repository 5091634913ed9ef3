import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppendQueue } from '../packages/gateway/src/ingest/append-queue.ts'
import type { Appended } from '../packages/gateway/src/journal/port/intake.ts'
import { openSqliteJournal } from '../packages/gateway/src/journal/sqlite/open.ts'
import { sampleEvent, setUp } from './journal-sample.ts'
import { describeMachine, machineLine } from './machine.ts'

// Whether the queue in front of the journal is worth its file: events that come one by one are appended by it, or each
// by a call of its own, in turns in one process. The embedded store, which gathers what comes within a turn as well.
//
//   node --conditions=countersign-source bench/append-queue.ts [pairs=12] [events=40000]

const [, , pairs = '12', count = '40000'] = process.argv
const events = Number(count)
const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'))
const journal = await openSqliteJournal({ folder })
const { epoch, lane } = await setUp(journal)
const queue = new AppendQueue(journal, () => undefined)

type Way = (done: () => void) => void

const told = (done: () => void, appended: Appended | null): void => {
  if (appended?.outcome !== 'accepted') throw new Error('not taken in')
  done()
}
const ways: Readonly<Record<'queued' | 'alone', Way>> = {
  queued: (done) => queue.add(sampleEvent(epoch, lane), (appended) => told(done, appended)),
  alone(done) {
    void journal.append([sampleEvent(epoch, lane)]).then(([appended]) => told(done, appended ?? null))
  },
}

/** Microseconds of CPU an event: of this thread, and of all. */
async function cost(way: Way, callers: number): Promise<readonly [main: number, all: number]> {
  const [main, all] = [process.threadCpuUsage(), process.cpuUsage()]
  let left = events
  await new Promise<void>((resolve) => {
    let open = callers
    const next = (): void => {
      if (left-- > 0) way(next)
      else if (--open === 0) resolve()
    }
    for (let at = 0; at < callers; at++) next()
  })
  const sum = ({ user, system }: { user: number; system: number }): number => (user + system) / events
  return [sum(process.threadCpuUsage(main)), sum(process.cpuUsage(all))]
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((one, other) => one - other)[numbers.length >> 1] ?? 0

console.log(machineLine(describeMachine()))
for (const callers of [1024]) {
  await cost(ways.queued, callers)
  await cost(ways.alone, callers)
  const ratios = { main: [] as number[], all: [] as number[] }
  const costs: string[] = []
  for (let pair = 0; pair < Number(pairs); pair++) {
    const order = pair % 2 === 0 ? (['queued', 'alone'] as const) : (['alone', 'queued'] as const)
    const found = { queued: [0, 0] as readonly [number, number], alone: [0, 0] as readonly [number, number] }
    for (const name of order) found[name] = await cost(ways[name], callers)
    ratios.main.push(found.alone[0] / found.queued[0])
    ratios.all.push(found.alone[1] / found.queued[1])
    costs.push(`${found.queued[1].toFixed(1)}/${found.alone[1].toFixed(1)}`)
  }
  const range = (numbers: readonly number[]): string =>
    `${median(numbers).toFixed(3)} (${Math.min(...numbers).toFixed(2)} to ${Math.max(...numbers).toFixed(2)})`
  console.log(
    `${callers} callers, alone in parts of queued: main thread ${range(ratios.main)}, all ${range(ratios.all)}; µs an event ${costs.join(' ')}`,
  )
}
await journal.close()
rmSync(folder, { recursive: true })
