/**
 * Ingest over HTTP, verified, deduplicated and committed, on PostgreSQL and on SQLite in one run. The
 * database shares the machine. Needs `wrk` (a Debian package).
 *
 *     node --conditions=countersign-source bench/postgres-ingest.ts [seconds a loop=10] [rounds=2]
 */
import { type ChildProcess, fork } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startServer } from '../packages/gateway/test/postgres/server.ts'
import { type ClosedLoop, closedLoop, writeRequests } from './ingest-closed-loop.ts'
import { describeMachine, machineLine } from './machine.ts'
import { anEvent, usedBy } from './postgres-cost.ts'
import { recycleWal } from './recycle-wal.ts'

const seconds = Number(process.argv[2] ?? 10)
const rounds = Number(process.argv[3] ?? 2)
const folder = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'countersign-bench-'))
const memory = existsSync('/dev/shm') ? mkdtempSync('/dev/shm/countersign-bench-') : folder
const server = await startServer({
  settings: { min_wal_size: '1GB', max_wal_size: '2GB', shared_buffers: '256MB' },
})

function serve(store: string): Promise<{ port: number; process: ChildProcess }> {
  const child = fork(fileURLToPath(new URL('./ingest-gateway.ts', import.meta.url)), [store], {
    execArgv: ['--conditions=countersign-source', '--disable-warning=ExperimentalWarning'],
  })
  return new Promise((resolve, reject) => {
    child.once('message', (message: { port: number }) => resolve({ port: message.port, process: child }))
    child.once('exit', (code) => reject(new Error(`the gateway ended with ${code}`)))
  })
}

async function measure(store: string, requests: string): Promise<ClosedLoop> {
  const served = await serve(store)
  const loop = await closedLoop(served.port, served.process.pid ?? 0, requests, seconds)
  const over = new Promise((resolve) => served.process.once('exit', resolve))
  served.process.kill('SIGTERM')
  await over
  return loop
}

try {
  console.log(machineLine(describeMachine(folder)))
  const requests = writeRequests(join(memory, 'true'), seconds, false)
  await recycleWal(server)
  let [sqlite, postgres] = [0, 0]
  // In turns, since others may use the machine at one time more than at another.
  for (let round = 1; round <= rounds; round++) {
    const embedded = await measure(join(folder, `sqlite${round}`), requests)
    console.log(`SQLite      ${embedded.report}`)
    const url = await server.database()
    const before = await usedBy(server, url)
    const shared = await measure(url, requests)
    console.log(`PostgreSQL  ${shared.report} (this process alone)`)
    const [stored] = await server.query('select sum(verified) as n from countersign.counter', url)
    const { cpuSeconds, wal } = anEvent(before, await usedBy(server, url), Number(stored?.n))
    console.log(
      `            the database, an event: ${(cpuSeconds * 1e6).toFixed(1)} µs of CPU, ${wal.toFixed(0)} B of log`,
    )
    sqlite += embedded.rate
    postgres += shared.rate
  }
  console.log(`ingest, PostgreSQL to SQLite in this run: ${Math.round((100 * postgres) / sqlite)} %`)
} finally {
  await server.close()
  for (const each of new Set([folder, memory])) rmSync(each, { recursive: true, force: true })
}
