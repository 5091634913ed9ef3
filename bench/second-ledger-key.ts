/**
 * What a second key of the ledger costs: an append of an event whose bytes are known beside its id, as where no signature
 * covers the id, in parts of one with a single key. CPU of all threads, in interleaved pairs on two embedded stores.
 * `node bench/second-ledger-key.ts [--pairs 10] [--events 20000]`
 */
import { randomFillSync } from 'node:crypto'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Journal } from '../packages/gateway/src/journal/journal.ts'
import { openSqliteJournal } from '../packages/gateway/src/journal/sqlite/open.ts'
import { sampleEvent, setUp } from './journal-sample.ts'
import { describeMachine, machineLine } from './machine.ts'

const { values } = parseArgs({
  options: { pairs: { type: 'string', default: '10' }, events: { type: 'string', default: '20000' } },
})
const pairs = Number(values.pairs)
const events = Number(values.events)
const callers = 64

interface Store {
  readonly folder: string
  readonly journal: Journal
  readonly epoch: number
  readonly lane: number
  readonly second: boolean
}

async function openStore(second: boolean): Promise<Store> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'))
  const journal = await openSqliteJournal({ folder })
  return { folder, journal, second, ...(await setUp(journal)) }
}

/** Microseconds of CPU an event. */
async function appendSome({ journal, epoch, lane, second }: Store): Promise<number> {
  const before = process.cpuUsage()
  let left = events
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (left-- > 0) {
        const event = sampleEvent(epoch, lane)
        const bytesKey = randomFillSync(new Uint8Array(16))
        const ledger = { key: randomFillSync(new Uint8Array(16)), repeat: 'suppress' } as const
        await journal.append([{ ...event, ledger: second ? { ...ledger, bytesKey } : ledger }])
      }
    }),
  )
  const { user, system } = process.cpuUsage(before)
  return (user + system) / events
}

const [one, two] = [await openStore(false), await openStore(true)]
console.log(machineLine(describeMachine()))
const ratios: number[] = []
for (let pair = 0; pair <= pairs; pair++) {
  const first = pair % 2 === 0 ? one : two
  const a = await appendSome(first)
  const b = await appendSome(first === one ? two : one)
  const [single, both] = first === one ? [a, b] : [b, a]
  // The first pair warms up.
  if (pair === 0) continue
  ratios.push(both / single)
  console.log(`one key ${single.toFixed(1)} µs, two ${both.toFixed(1)} µs, ${(both / single).toFixed(3)}`)
}
ratios.sort((a, b) => a - b)
console.log(`median of ${pairs} pairs: ${ratios[Math.floor(ratios.length / 2)]?.toFixed(3)}`)
for (const { folder, journal, second } of [one, two]) {
  await journal.close()
  const bytes = statSync(join(folder, 'journal.sqlite')).size / (events * (pairs + 1))
  console.log(`${second ? 'two keys' : 'one key'}: ${bytes.toFixed(0)} bytes an event in the file`)
  rmSync(folder, { recursive: true })
}
