/**
 * What a change costs the journal: an event that is appended, with a ledger key and a queue row, and its delivery that
 * is settled, here and in another checkout. CPU of all threads, and of the database, in interleaved pairs on two stores.
 *
 *     node --conditions=countersign-source bench/journal-before-after.ts FOLDER [--store sqlite|postgres] [--pairs 10]
 *       [--events 20000] [--sources 1] [--callers 64]
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import type { Journal } from '../packages/gateway/src/journal/journal.ts'
import type { openPostgresJournal } from '../packages/gateway/src/journal/postgres/open.ts'
import type { openSqliteJournal } from '../packages/gateway/src/journal/sqlite/open.ts'
import { startServer } from '../packages/gateway/test/postgres/server.ts'
import { sampleAttempt, sampleEvent, setUp } from './journal-sample.ts'
import { describeMachine, machineLine } from './machine.ts'
import { usedBy } from './postgres-cost.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    store: { type: 'string', default: 'sqlite' },
    pairs: { type: 'string', default: '10' },
    events: { type: 'string', default: '20000' },
    sources: { type: 'string', default: '1' },
    callers: { type: 'string', default: '64' },
  },
})
const [pairs, events, sources, callers] = [values.pairs, values.events, values.sources, values.callers].map(
  Number,
) as [number, number, number, number]
const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'))
const server = values.store === 'postgres' ? await startServer() : null

interface Store {
  readonly journal: Journal
  readonly epoch: number
  readonly lane: number
  readonly fence: number
  /** Seconds of CPU until now. */
  cpu(): Promise<number>
}

async function openStore(root: string, name: string): Promise<Store> {
  const module = (engine: string) =>
    import(pathToFileURL(resolve(root, `packages/gateway/src/journal/${engine}/open.ts`)).href)
  const own = (): number => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1e6
  }
  if (server === null) {
    const { openSqliteJournal: open } = (await module('sqlite')) as {
      openSqliteJournal: typeof openSqliteJournal
    }
    const journal = await open({ folder: join(folder, name) })
    return { journal, ...(await setUp(journal)), cpu: async () => own() }
  }
  const { openPostgresJournal: open } = (await module('postgres')) as {
    openPostgresJournal: typeof openPostgresJournal
  }
  const url = await server.database()
  const journal = await open({ url, now: Date.now })
  return {
    journal,
    ...(await setUp(journal)),
    cpu: async () => own() + (await usedBy(server, url)).cpuSeconds,
  }
}

/** Calls one after the other from so many places at once. */
async function from(places: number, calls: number, call: (n: number) => Promise<unknown>): Promise<void> {
  let next = 0
  await Promise.all(
    Array.from({ length: places }, async () => {
      while (next < calls) await call(next++)
    }),
  )
}

/** Microseconds of CPU: of an event, and of its delivery. */
async function load({ journal, epoch, lane, fence, cpu }: Store): Promise<readonly [number, number]> {
  const begun = await cpu()
  await from(callers, events, (n) =>
    journal.append([{ ...sampleEvent(epoch, lane), source: 1 + (n % sources) }]),
  )
  const appended = await cpu()
  const due = await journal.due(lane, Number.MAX_SAFE_INTEGER, null, events)
  const read = await cpu()
  await from(callers, due.length, async (n) => {
    const row = due[n]
    if (row === undefined) return
    const at = { due: row.due, seq: row.seq, replay: row.replay }
    const attempt = { ...sampleAttempt, at: row.due }
    const [done] = await journal.settle('bench', [{ lane, fence, at, attempt, next: { state: 'delivered' } }])
    if (!done) throw new Error('A delivery was not settled.')
  })
  return [((appended - begun) / events) * 1e6, (((await cpu()) - read) / due.length) * 1e6]
}

const [before, after] = [await openStore(positionals[0] ?? '.', 'before'), await openStore('.', 'after')]
console.log(machineLine(describeMachine()))
const ratios: [number[], number[]] = [[], []]
for (let pair = 0; pair <= pairs; pair++) {
  const order = pair % 2 === 0 ? [before, after] : [after, before]
  const took = new Map<Store, readonly [number, number]>()
  for (const store of order) took.set(store, await load(store))
  const [a, b] = [took.get(before) ?? [1, 1], took.get(after) ?? [1, 1]]
  // The first pair warms up.
  if (pair === 0) continue
  ratios[0].push(b[0] / a[0])
  ratios[1].push(b[1] / a[1])
  const each = (index: 0 | 1): string => `${a[index].toFixed(1)} → ${b[index].toFixed(1)} µs`
  console.log(`append ${each(0)}, settle ${each(1)}`)
}
const median = (numbers: number[]): string =>
  (numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0).toFixed(3)
console.log(
  `${values.store}, ${sources} sources, ${callers} callers: append ${median(ratios[0])}, settle ${median(ratios[1])}`,
)
for (const { journal } of [before, after]) await journal.close()
await server?.close()
rmSync(folder, { recursive: true })
