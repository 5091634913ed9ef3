/**
 * How long counts over time take to read: a day of 50 sources and 50 destinations, each with something in every minute.
 *
 *     node --conditions=countersign-source bench/series.ts [--store sqlite|postgres] [--sources 50] [--reads 200]
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Journal } from '../packages/gateway/src/journal/journal.ts'
import type { SeriesQuery } from '../packages/gateway/src/journal/port/look.ts'
import { openPostgresJournal } from '../packages/gateway/src/journal/postgres/open.ts'
import { openSqliteJournal } from '../packages/gateway/src/journal/sqlite/open.ts'
import { startServer } from '../packages/gateway/test/postgres/server.ts'
import { sampleEvent, setUp } from './journal-sample.ts'
import { describeMachine, machineLine } from './machine.ts'

const { values } = parseArgs({
  options: {
    store: { type: 'string', default: 'sqlite' },
    sources: { type: 'string', default: '50' },
    reads: { type: 'string', default: '200' },
  },
})
const sources = Number(values.sources)
const minute = 60_000
const noon = 1_790_000_000_000
const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'))
const server = values.store === 'postgres' ? await startServer() : null
const journal: Journal =
  server === null
    ? await openSqliteJournal({ folder })
    : await openPostgresJournal({ url: await server.database(), now: Date.now })

const { epoch, lane } = await setUp(journal)
for (let at = noon - 24 * 60 * minute; at < noon; at += minute) {
  const outcomes = ['verified', 'unsigned'] as const
  await journal.append(
    Array.from({ length: sources * 2 }, (_, n) => ({
      ...sampleEvent(epoch, lane),
      source: 1 + (n >> 1),
      verdict: outcomes[n & 1] ?? 'verified',
      receivedAt: at,
      ledger: null,
      queue: [],
    })),
  )
}
const limits = {
  now: noon,
  payloadsBefore: 0,
  eventsBefore: 0,
  attemptsBefore: 0,
  ledgerBefore: 0,
  limit: 1000,
}
while ((await journal.prune(limits)).more);

console.log(machineLine(describeMachine()))
const day = { from: noon - 24 * 60 * minute, to: noon, most: 50 }
const queries: Readonly<Record<string, SeriesQuery>> = {
  'a day by hour': { ...day, step: 'hour' },
  '400 minutes': { ...day, step: 'minute', from: noon - 400 * minute },
  'a day of one source by minute': { ...day, step: 'minute', source: 1 },
}
for (const [name, query] of Object.entries(queries)) {
  const times: number[] = []
  let rows = 0
  for (let n = 0; n < Number(values.reads); n++) {
    const begun = performance.now()
    rows = (await journal.series(query)).events.length
    times.push(performance.now() - begun)
  }
  times.sort((a, b) => a - b)
  const at = (part: number): string => (times[Math.floor(part * times.length)] ?? 0).toFixed(1)
  console.log(
    `${values.store}, ${sources} sources, ${name}: ${rows} rows, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`,
  )
}
await journal.close()
await server?.close()
rmSync(folder, { recursive: true })
