import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, expect, test } from 'vitest'
import { mountSmallDisk } from '../harness/small-disk.ts'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { type Server, startServer } from '../postgres/server.ts'

// What breaks the database itself: a page that its checksum disowns, and no room for its log, which ends the server.

const disk = mountSmallDisk(160)
if (typeof disk === 'string') console.warn(`A full pg_wal is skipped: ${disk}`)

const opened: (() => unknown)[] = []
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close()
})
afterAll(() => {
  if (typeof disk !== 'string') disk.unmount()
})

interface Up {
  readonly server: Server
  readonly url: string
  readonly gateway: StartedGateway
  ready(): Promise<number>
  post(): Promise<number>
}

/** A gateway on a server of its own, and an event in it. */
async function start(prepare: (server: Server) => Promise<void> = async () => undefined): Promise<Up> {
  const server = await startServer()
  opened.push(() => server.close())
  await prepare(server)
  const url = await server.database()
  const gateway = await startGateway({
    env: { COUNTERSIGN_DATABASE_URL: url, COUNTERSIGN_KEY: randomBytes(32).toString('base64') },
  })
  opened.push(() => gateway.remove())
  const { body } = await gateway.api('POST', '/sources', { name: 'in', scheme: 'github', unsigned: true })
  const path = new URL(body.url).pathname.slice('/in/'.length)
  const post = async (): Promise<number> => (await gateway.post(path, randomBytes(100_000))).status
  expect(await post()).toBe(200)
  return {
    ...{ server, url, gateway, post },
    ready: async () => (await fetch(`${gateway.adminUrl}/readyz`)).status,
  }
}

/** Lines of an outage in the log; it is told once as it begins, whatever fails meanwhile. */
const told = ({ gateway }: Up): number =>
  gateway
    .output()
    .stdout.split('\n')
    .filter((line) => line.includes('The store takes nothing in')).length

/** Is back by itself: ready, and with nothing missing of what it answered 200. */
async function heals({ ready, post, server, url }: Up, accepted: number): Promise<void> {
  await expect.poll(ready, { timeout: 30_000 }).toBe(200)
  expect(await post()).toBe(200)
  const [row] = await server.query('select count(*)::int as events from countersign.event', url)
  expect(row?.events).toBeGreaterThanOrEqual(accepted + 1)
}

test('a page with a wrong checksum: 503 and not ready, told once, and ready again once it is put right', async () => {
  const up = await start()
  const { server, url } = up
  await server.query('checkpoint', url)
  const [at] = await server.query(
    `select pg_relation_filepath(i.indexrelid) as file from pg_index i join pg_inherits s on s.inhrelid = i.indrelid
      where s.inhparent = 'countersign.event'::regclass and i.indisprimary
      order by pg_relation_size(i.indexrelid) desc limit 1`,
    url,
  )
  await server.stopAtOnce()
  const file = join(server.data, at?.file)
  const before = readFileSync(file)
  const broken = Buffer.from(before)
  // The first page is the index's own; the second its root, as long as there are few rows.
  const bit = 8192 + 100
  broken[bit] = (broken[bit] ?? 0) ^ 1
  writeFileSync(file, broken)
  await server.start()

  await expect.poll(up.ready, { timeout: 30_000 }).toBe(503)
  for (let count = 0; count < 5; count++) expect(await up.post()).toBe(503)
  expect(await up.ready()).toBe(503)
  expect(told(up)).toBe(1)

  await server.stopAtOnce()
  writeFileSync(file, before)
  await server.start()
  await heals(up, 1)
})

test.skipIf(typeof disk === 'string')(
  'no room for the database’s log: 503 and not ready, and all that was answered 200 is there afterwards',
  async () => {
    if (typeof disk === 'string') return
    const up = await start(async (server) => {
      await server.stopAtOnce()
      const wal = join(server.data, 'pg_wal')
      const small = join(disk.folder, 'pg_wal')
      execFileSync('cp', ['-Rp', wal, small])
      renameSync(wal, `${wal}.before`)
      symlinkSync(small, wal)
      await server.start()
    })
    const filler = join(disk.folder, 'filler')
    try {
      writeFileSync(filler, Buffer.alloc(160 * 2 ** 20, 1))
    } catch {
      // It is full now.
    }
    let accepted = 1
    for (let status = 200; status === 200; ) {
      status = await up.post()
      if (status === 200) accepted++
      else expect(status).toBe(503)
    }
    await expect.poll(up.ready, { timeout: 30_000 }).toBe(503)
    expect(await up.post()).toBe(503)
    expect(told(up)).toBe(1)

    rmSync(filler)
    // It has ended itself, as whoever looks after it sees.
    await up.server.crash()
    await heals(up, accepted)
  },
)
