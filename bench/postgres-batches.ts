import { pathToFileURL } from 'node:url'
import type { Journal } from '../packages/gateway/src/journal/journal.ts'
import type { QueueRow } from '../packages/gateway/src/journal/port/queue.ts'
import { startServer } from '../packages/gateway/test/postgres/server.ts'
import { sampleAttempt, sampleEvent, setUp } from './journal-sample.ts'
import { describeMachine, machineLine } from './machine.ts'
import { usedBy } from './postgres-cost.ts'

// What a batch costs the database by its size: events appended, and deliveries settled, so many in a commit. What a batch
// of one costs more than its share of a large one is what several gateways pay again, each of which has batches of its
// own. With the folder of another checkout, its journal and this one's in turns, each on a database of its own.
//
//   node --conditions=countersign-source bench/postgres-batches.ts [events=4000] [sizes=1,4,16,64] [rounds=3] [folder]

const [, , many = '4000', sizes = '1,4,16,64', rounds = '3', folder] = process.argv
console.log(machineLine(describeMachine()))
const server = await startServer({
  settings: {
    min_wal_size: '1GB',
    max_wal_size: '2GB',
    shared_buffers: '256MB',
    autovacuum: 'off',
    checkpoint_timeout: '1h',
  },
})

interface Side {
  readonly name: string
  readonly url: string
  readonly journal: Journal
  readonly place: Awaited<ReturnType<typeof setUp>>
}

async function sideOf(name: string, root: URL): Promise<Side> {
  const { openPostgresJournal } = (await import(
    new URL('packages/gateway/src/journal/postgres/open.ts', root).href
  )) as typeof import('../packages/gateway/src/journal/postgres/open.ts')
  const url = await server.database()
  const journal = await openPostgresJournal({ url, now: Date.now })
  return { name, url, journal, place: await setUp(journal) }
}

const sides = [await sideOf('this', new URL('../', import.meta.url))]
if (folder !== undefined) sides.unshift(await sideOf('the other', pathToFileURL(`${folder}/`)))

/** What some work costs the database an event, in words. */
async function cost({ url }: Side, events: number, work: () => Promise<void>): Promise<string> {
  const before = await usedBy(server, url)
  await work()
  const after = await usedBy(server, url)
  const cpu = ((after.cpuSeconds - before.cpuSeconds) * 1e6) / events
  return `${cpu.toFixed(0).padStart(4)} µs of CPU, ${((after.wal - before.wal) / events).toFixed(0).padStart(4)} B of log`
}

async function measure(side: Side, size: number, events: number): Promise<string> {
  const { journal, place } = side
  const appended = await cost(side, events, async () => {
    for (let at = 0; at < events; at += size)
      await journal.append(Array.from({ length: size }, () => sampleEvent(place.epoch, place.lane)))
  })
  const rows: QueueRow[] = []
  while (rows.length < events)
    rows.push(
      ...(await journal.due(place.lane, Number.MAX_SAFE_INTEGER, rows.at(-1) ?? null, Math.min(500, events))),
    )
  const settled = await cost(side, events, async () => {
    for (let at = 0; at < events; at += size)
      await journal.settle(
        'bench',
        rows.slice(at, at + size).map((row) => ({
          lane: place.lane,
          fence: place.fence,
          at: row,
          attempt: sampleAttempt,
          next: { state: 'delivered' },
        })),
      )
  })
  return `append ${appended}; settle ${settled}`
}

for (const side of sides) await measure(side, 16, 800)
for (const size of sizes.split(',').map(Number))
  for (let round = 0; round < Number(rounds); round++)
    for (const side of sides)
      console.log(
        `${String(size).padStart(3)} a commit, ${side.name}: ${await measure(side, size, Math.ceil(Number(many) / size) * size)}`,
      )
for (const { journal } of sides) await journal.close()
await server.close()
process.exit()
