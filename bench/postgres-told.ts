import { openPostgresJournal } from '../packages/gateway/src/journal/postgres/open.ts'
import { startServer } from '../packages/gateway/test/postgres/server.ts'
import { describeMachine, machineLine } from './machine.ts'
import { usedBy } from './postgres-cost.ts'

// What it costs the database to read what one gateway is told of by another: a row in each of several lanes, and when the
// next is due, lane by lane and all at one time, in turns.
//
//   node --conditions=countersign-source bench/postgres-told.ts [lanes=16] [times=300]

const [, , several = '16', times = '300'] = process.argv
console.log(machineLine(describeMachine()))
const server = await startServer()
const url = await server.database()
const journal = await openPostgresJournal({ url, now: Date.now })
await server.query(
  `insert into countersign.queue (lane, attempts, due, seq, replay)
   select 1 + i % 500, 0, i, i, 0 from generate_series(1, 500) i; analyze`,
  url,
)
const lanes = Array.from({ length: Number(several) }, (_, at) => 1 + at * 7)
const now = Date.now()
const read = async (lane: number): Promise<void> => {
  const rows = await journal.due(lane, now, null, 256)
  if (rows.length !== 1) throw new Error(`${rows.length} rows in lane ${lane}`)
  await journal.nextDue(lane, { due: now, seq: Number.MAX_SAFE_INTEGER, replay: Number.MAX_SAFE_INTEGER })
}
const ways: Readonly<Record<string, () => Promise<unknown>>> = {
  'lane by lane': async () => {
    for (const lane of lanes) await read(lane)
  },
  'at one time': () => Promise.all(lanes.map(read)),
}
for (let round = 0; round < 4; round++)
  for (const [name, way] of Object.entries(ways)) {
    const before = (await usedBy(server, url)).cpuSeconds
    for (let at = 0; at < Number(times); at++) await way()
    const used = (await usedBy(server, url)).cpuSeconds - before
    // The first is to warm up.
    if (round > 0)
      console.log(`${name}: ${((used * 1e6) / (Number(times) * lanes.length)).toFixed(0)} µs of CPU a lane`)
  }
await journal.close()
await server.close()
process.exit()
