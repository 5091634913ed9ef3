import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { gzipSync } from 'node:zlib'
import { startGateway } from '../harness/start-gateway.ts'
import { startReceiver } from '../harness/start-receiver.ts'
import { debian15, startServer } from '../postgres/server.ts'
import { fillStore, keptKey, keptToken } from './fill-store.ts'

// Makes the stores of a version before, which the tests beside this file open:
//
//   node --conditions=countersign-source packages/gateway/test/upgrade/keep-store.ts CHECKOUT
//
// CHECKOUT is a folder with that version and its dependencies. PostgreSQL 15 of Debian is needed, for its pg_dump.

const checkout = resolve(process.argv[2] ?? '.')
const fixtures = new URL('../fixtures/', import.meta.url)
const launcher = join(checkout, 'packages/countersign/bin/countersign.js')
const commit = execFileSync('git', ['-C', checkout, 'rev-parse', '--short', 'HEAD']).toString().trim()
process.env.NODE_OPTIONS = '--conditions=countersign-source --disable-warning=ExperimentalWarning'
const own = { COUNTERSIGN_KEY: keptKey, COUNTERSIGN_ADMIN_TOKEN: keptToken }

function keep(name: string, content: Uint8Array | string): void {
  writeFileSync(new URL(`store-of-${commit}.${name}`, fixtures), content)
}

async function run(env: Readonly<Record<string, string>>, data: string, engine: string): Promise<void> {
  const receiver = await startReceiver()
  const gateway = await startGateway({ launcher, data, env: { ...own, ...env } })
  const told = await fillStore(gateway, commit, receiver.url)
  await gateway.stop()
  await receiver.close()
  keep(`${engine}.json`, `${JSON.stringify(told, null, 2)}\n`)
}

const data = mkdtempSync(join(tmpdir(), 'countersign-kept-'))
await run({}, data, 'sqlite')
// Its write-ahead log is brought into it: one file holds all.
const db = new DatabaseSync(join(data, 'journal.sqlite'))
db.exec('pragma wal_checkpoint(truncate); pragma journal_mode = delete; vacuum')
db.close()
process.stdout.write(`${readdirSync(data).join(' ')}\n`)
keep('sqlite.gz', gzipSync(readFileSync(join(data, 'journal.sqlite')), { level: 9 }))
rmSync(data, { recursive: true })

const server = await startServer({ bin: debian15 })
const url = await server.database()
await run({ COUNTERSIGN_DATABASE_URL: url }, data, 'postgres')
// INSERTs can be run by any client; lines that begin with \ are for psql alone.
const dump = execFileSync(join(debian15, 'pg_dump'), ['--inserts', '--no-owner', url], { maxBuffer: 1 << 26 })
keep('postgres.sql.gz', gzipSync(dump.toString().replaceAll(/^\\.*\n/gm, ''), { level: 9 }))
await server.close()
rmSync(data, { recursive: true, force: true })
