/**
 * What a source's index costs: `node --conditions=countersign-source bench/path-index.ts [--rounds 15] [--events 300000]`.
 * Walking through a body of 1 kB for three paths; an append of a hundred events to SQLite without and with three values each, in turns,
 * by the processor time of this process and all its threads; the store's bytes for a value; and a look-up among many.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { pathValueKey, pathValues } from '../packages/gateway/src/ingest/path-values.ts'
import { openSqliteJournal } from '../packages/gateway/src/journal/sqlite/open.ts'
import { sampleEvent, setUp } from './journal-sample.ts'
import { describeMachine, machineLine } from './machine.ts'

const { values: given } = parseArgs({
  options: { rounds: { type: 'string', default: '15' }, events: { type: 'string', default: '300000' } },
})
const [rounds, many] = [Number(given.rounds), Number(given.events)]
const atOnce = 100
const timesEach = 30
console.log(machineLine(describeMachine()))

const cpuMicros = (): number => {
  const { user, system } = process.cpuUsage()
  return user + system
}
const median = (all: readonly number[]): number => all.toSorted((a, b) => a - b)[all.length >> 1] ?? 0

const order = { order: { id: 10023, items: [{ sku: 'a-1' }, { sku: 'b-2' }] }, note: 'x'.repeat(940) }
const body = Buffer.from(JSON.stringify(order))
const paths = ['order.id', 'order.items.*.sku', 'none']
const walks: number[] = []
for (let round = 0; round < rounds + 2; round++) {
  const before = cpuMicros()
  for (let time = 0; time < 2000; time++) pathValues(1, body, paths)
  if (round > 1) walks.push((cpuMicros() - before) / 2000)
}
console.log(`a body of ${body.length} bytes, three paths, three values: ${median(walks).toFixed(1)} µs`)

const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'))
const journal = await openSqliteJournal({ folder })
const { epoch, lane } = await setUp(journal)
let last = 0
const key = (n: number): number => pathValueKey(1, 'order.id', String(n))
const events = (values: number) =>
  Array.from({ length: atOnce }, () => ({
    ...sampleEvent(epoch, lane),
    queue: [],
    ...(values > 0 && { values: Array.from({ length: values }, () => key(++last)) }),
  }))
const costs = new Map<number, number[]>()
const bytes = (): number => statSync(join(folder, 'journal.sqlite')).size
for (let round = -1; round < rounds; round++)
  for (const values of round % 2 === 0 ? [0, 3] : [3, 0]) {
    const batches = Array.from({ length: timesEach }, () => events(values))
    const before = cpuMicros()
    for (const batch of batches) await journal.append(batch)
    if (round >= 0)
      costs.set(values, [...(costs.get(values) ?? []), (cpuMicros() - before) / timesEach / atOnce])
  }
const [without = [], with3 = []] = [costs.get(0), costs.get(3)]
console.log(
  `an append on SQLite, an event: without ${median(without).toFixed(1)} µs, with three values ${median(with3).toFixed(1)} µs; of pairs ${(100 * median(with3.map((each, at) => each / (without[at] ?? each)))).toFixed(0)} %`,
)
/** Bytes of the file that so many events take, each with so many values. */
async function grown(count: number, values: number): Promise<number> {
  const before = bytes()
  for (let n = 0; n < count; n += atOnce) await journal.append(events(values))
  return (bytes() - before) / count
}
const alone = await grown(20_000, 0)
const indexed = await grown(many / 3, 3)
console.log(
  `${last} values; an event takes ${alone.toFixed(0)} bytes of the file, ${indexed.toFixed(0)} with three of them`,
)
const lookups: number[] = []
for (let n = 0; n < 200; n++) {
  const value = key(1 + Math.floor((last * n) / 200))
  const begun = performance.now()
  const { items: found } = await journal.eventsByValue({ source: 1, value, limit: 51, look: 4_000 })
  lookups.push(performance.now() - begun)
  if (found.length !== 1) throw new Error(`found ${found.length}`)
}
console.log(
  `a look-up among them: median ${median(lookups).toFixed(2)} ms, longest ${Math.max(...lookups).toFixed(1)} ms`,
)
await journal.close()
rmSync(folder, { recursive: true, force: true })
