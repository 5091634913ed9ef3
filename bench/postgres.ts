/**
 * The PostgreSQL journal beside the SQLite journal in one run: append and settle rates, the WAL and rows
 * that an event costs, and reading due work before and behind a backlog.
 *
 *     node --conditions=countersign-source bench/postgres.ts [seconds=10] [backlog=1000000]
 */
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Journal } from '../packages/gateway/src/journal/journal.ts'
import type { NewEvent } from '../packages/gateway/src/journal/port/intake.ts'
import type { QueueRow, Settlement } from '../packages/gateway/src/journal/port/queue.ts'
import { openPostgresJournal } from '../packages/gateway/src/journal/postgres/open.ts'
import { openSqliteJournal } from '../packages/gateway/src/journal/sqlite/open.ts'
import { sampleDestination, sampleSource } from '../packages/gateway/test/journal/samples.ts'
import { type Server, startServer } from '../packages/gateway/test/postgres/server.ts'
import { describeMachine, machineLine, residentMiB } from './machine.ts'
import { recycleWal } from './recycle-wal.ts'

const seconds = Number(process.argv[2] ?? 10)
const backlog = Number(process.argv[3] ?? 1_000_000)
const inFlight = 256
const body = Buffer.from(
  JSON.stringify({ resource: 'messages', event: 'created', filler: 'x'.repeat(700) }),
).subarray(0, 761)
const headers = [
  ['host', 'hooks.example.com'],
  ['content-type', 'application/json'],
  ['content-length', '761'],
  ['user-agent', 'ApacheHttpClient/4.5'],
  ['x-spark-signature', 'a'.repeat(40)],
  ['accept', '*/*'],
  ['trackingid', 'b'.repeat(46)],
] as const
const headerBytes = headers.reduce((sum, [name, value]) => sum + name.length + value.length, 0)

console.log(machineLine(describeMachine()))
console.log(
  `body ${body.length} B, headers ${headerBytes} B, ${inFlight} appends in flight, random dedup keys, one queue row an event\n`,
)

const server = await startServer({
  settings: { min_wal_size: '1GB', max_wal_size: '2GB', shared_buffers: '256MB', checkpoint_timeout: '30s' },
})
try {
  const sqlite = await benchSqlite()
  const postgres = await benchPostgres(server)
  console.log(`\nappend, PostgreSQL to SQLite in this run: ${Math.round((100 * postgres) / sqlite)} %`)
} finally {
  await server.close()
}

async function benchSqlite(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-bench-'))
  const journal = await openSqliteJournal({ folder })
  try {
    const { rate } = await appendFor(journal, await setUp(journal), 'SQLite')
    return rate
  } finally {
    await journal.close()
    await rm(folder, { recursive: true })
  }
}

async function benchPostgres(server: Server): Promise<number> {
  const url = await server.database()
  const journal = await openPostgresJournal({ url, now: Date.now })
  const { query } = server
  const wal = async (): Promise<number> =>
    Number((await query(`select pg_current_wal_insert_lsn() - '0/0' as n`, url))[0]?.n)
  const setup = await setUp(journal)
  await recycleWal(server)
  const before = await wal()
  const cpuBefore = cpuMs(server.port)
  const { rate, events } = await appendFor(journal, setup, 'PostgreSQL')
  const cpuAfter = cpuMs(server.port)
  if (cpuBefore !== null && cpuAfter !== null)
    console.log(`  the database: ${Math.round(((cpuAfter - cpuBefore) * 1000) / events)} µs of CPU an event`)
  const appended = await wal()
  await settleAll(journal, setup)
  const cpuSettled = cpuMs(server.port)
  if (cpuAfter !== null && cpuSettled !== null)
    console.log(
      `  the database: ${Math.round(((cpuSettled - cpuAfter) * 1000) / events)} µs of CPU to read and settle one`,
    )
  const settled = await wal()
  await query('checkpoint', url)
  const end = await wal()
  const each = (bytes: number): number => Math.round(bytes / events)
  console.log(
    `  WAL an event: append ${each(appended - before)} B, settle ${each(settled - appended)} B, checkpoint ${each(end - settled)} B`,
  )
  console.log(`  beyond body and headers: ${each(end - before) - body.length - headerBytes} B`)
  await tuples(server, url)
  await due(server, url, journal, setup)
  const memory = residentMiB(process.pid)
  if (memory !== null)
    console.log(
      `  RSS of this process: ${Math.round(memory.now)} MiB, at most ${Math.round(memory.peak)} MiB`,
    )
  await journal.close()
  return rate
}

/** CPU of all of the server's processes in ms, from /proc; null elsewhere. */
function cpuMs(port: number): number | null {
  if (process.platform !== 'linux') return null
  const read = (pid: string, file: string): string => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, 'utf8')
    } catch {
      return ''
    }
  }
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const parent = pids.find((pid) => read(pid, 'cmdline').includes(`-p\0${port}\0`))
  let ticks = 0
  for (const pid of pids) {
    const stat = read(pid, 'stat')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (pid === parent || fields[1] === parent) ticks += Number(fields[11]) + Number(fields[12])
  }
  return ticks * 10
}

interface Setup {
  readonly epoch: number
  readonly source: number
  readonly lane: number
}

async function setUp(journal: Journal): Promise<Setup> {
  const configuration = await journal.configure(
    { sources: [sampleSource('webex')], destinations: [sampleDestination('app')] },
    Date.now(),
  )
  return {
    epoch: configuration.epoch,
    source: configuration.sources[0]?.number ?? 0,
    lane: configuration.lanes[0]?.number ?? 0,
  }
}

async function appendFor(
  journal: Journal,
  setup: Setup,
  name: string,
): Promise<{ rate: number; events: number }> {
  const event = (): NewEvent => ({
    epoch: setup.epoch,
    source: setup.source,
    verdict: 'verified',
    secret: 'sec_0123456789',
    type: 'messages.created',
    providerEventId: null,
    receivedAt: Date.now(),
    contentType: 'application/json',
    payload: { method: 'POST', url: '/in/webex', headers, sealedHeaders: null, body },
    ledger: { key: randomBytes(16), repeat: 'suppress' },
    queue: [{ lane: setup.lane, due: Date.now(), orderKey: null }],
    rejection: null,
  })
  let events = 0
  const cpu = process.cpuUsage()
  const began = performance.now()
  const until = began + seconds * 1000
  const worker = async (): Promise<void> => {
    while (performance.now() < until) {
      await journal.append([event()])
      events++
    }
  }
  await Promise.all(Array.from({ length: inFlight }, worker))
  const rate = events / ((performance.now() - began) / 1000)
  const used = process.cpuUsage(cpu)
  console.log(
    `${name}: ${Math.round(rate)} appends/s, this process ${Math.round((used.user + used.system) / events)} µs of CPU an event`,
  )
  return { rate, events }
}

async function settleAll(journal: Journal, { lane }: Setup): Promise<void> {
  const fence = (await journal.own('bench', 60_000)).find((each) => each.number === lane)?.fence ?? 0
  let settled = 0
  const began = performance.now()
  for (;;) {
    const rows: readonly QueueRow[] = await journal.due(lane, Date.now(), null, 1000)
    if (rows.length === 0) break
    const settlements = rows.map(
      (at): Settlement => ({
        lane,
        fence,
        at,
        attempt: { n: 1, at: Date.now(), ms: 12, status: 200, code: null, answer: Buffer.from('ok') },
        next: { state: 'delivered' },
      }),
    )
    settled += (await journal.settle('bench', settlements)).filter(Boolean).length
  }
  console.log(`  read and settled ${Math.round(settled / ((performance.now() - began) / 1000))}/s`)
}

async function tuples(server: Server, url: string): Promise<void> {
  const rows = await server.query(
    `select relname, n_live_tup, n_dead_tup, pg_size_pretty(pg_total_relation_size(relid)) as size
       from pg_stat_user_tables where n_live_tup + n_dead_tup > 1000 order by relname`,
    url,
  )
  for (const row of rows)
    console.log(
      `  ${String(row.relname).padEnd(16)} ${row.n_live_tup} live, ${row.n_dead_tup} dead, ${row.size}`,
    )
}

async function due(server: Server, url: string, journal: Journal, { lane }: Setup): Promise<void> {
  await server.query(
    `insert into countersign.queue (lane, attempts, due, seq, replay)
     select ${lane}, 0, ${Date.now()} - 1000000 + i, 1000000000 + i, 0 from generate_series(1, ${backlog}) i`,
    url,
  )
  await server.query('analyze countersign.queue', url)
  const times: number[] = []
  let after: QueueRow | null = null
  for (let page = 0; page < 200; page++) {
    const began = performance.now()
    const rows: readonly QueueRow[] = await journal.due(lane, Number.MAX_SAFE_INTEGER, after, 500)
    times.push(performance.now() - began)
    after = rows.at(-1) ?? null
  }
  times.sort((a, b) => a - b)
  console.log(
    `  ${backlog} pending: a page of 500 due rows in ${times[100]?.toFixed(1)} ms (median), ${times[197]?.toFixed(1)} ms (p99); stats in ${await timed(() => journal.stats())} ms`,
  )
}

async function timed(work: () => Promise<unknown>): Promise<string> {
  const began = performance.now()
  await work()
  return (performance.now() - began).toFixed(1)
}
