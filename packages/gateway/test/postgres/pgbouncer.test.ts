import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePort } from '../harness/free-port.ts'
import {
  accepted,
  appendOne,
  fenceOf,
  ledger,
  noon,
  sampleAttempt,
  sampleEvent,
  sampleSource,
  setUp,
} from '../journal/samples.ts'
import { withServer } from './with-server.ts'

const program = '/usr/sbin/pgbouncer'

if (!existsSync(program)) test('SKIPPED ALOUD: no PgBouncer of Debian on this machine', () => {})
else
  describe("behind PgBouncer's transaction mode", () => {
    const world = withServer()
    let child: ChildProcess | undefined
    let folder = ''
    let port = 0

    beforeAll(async () => {
      port = await freePort()
      folder = await mkdtemp(join(tmpdir(), 'countersign-pgbouncer-'))
      await writeFile(
        join(folder, 'pgbouncer.ini'),
        `[databases]
* = host=127.0.0.1 port=${world.server.port} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 4
max_client_conn = 200
`,
      )
      const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}
      if (nobody.uid !== undefined) await chown(folder, nobody.uid, nobody.gid)
      child = spawn(program, [join(folder, 'pgbouncer.ini')], { ...nobody, stdio: 'ignore' })
      await untilOpen(port)
    })
    afterAll(async () => {
      child?.kill('SIGINT')
      await rm(folder, { recursive: true, force: true })
    })

    const through = (url: string): string => url.replace(`:${world.server.port}/`, `:${port}/`)

    test('everything works; notifications come over the direct URL', async () => {
      const direct = await world.server.database()
      const url = through(direct)
      const gateways = await Promise.all([
        world.open({ url, directUrl: direct }),
        world.open({ url, directUrl: direct }),
      ])
      const [one, two] = gateways
      const { epoch, lanes } = await setUp(one, 'app')
      const lane = lanes[0] ?? -1
      const fence = await fenceOf(two, 'two', lane)
      const heard = new Promise<void>((resolve) => {
        two.onQueued((told) => {
          if (told.includes(lane)) resolve()
        })
      })
      const queue = [{ lane, due: noon, orderKey: null }]
      const answers = await Promise.all(
        Array.from({ length: 200 }, (_, i) =>
          (i % 2 ? one : two).append([sampleEvent({ epoch, queue, ledger: ledger(`key ${i >> 1}`) })]),
        ),
      )
      expect(answers.filter(([answer]) => answer?.outcome === 'accepted')).toHaveLength(100)
      await heard
      const rows = await two.due(lane, noon, null, 1000)
      expect(rows).toHaveLength(100)
      const settled = await two.settle(
        'two',
        rows.map((at) => ({ lane, fence, at, attempt: sampleAttempt(), next: { state: 'delivered' } })),
      )
      expect(settled.every(Boolean)).toBe(true)
      const change = await one.configure({ sources: [sampleSource('webex', { scheme: 'github' })] }, noon)
      expect(await two.append([sampleEvent({ epoch })])).toEqual([{ outcome: 'stale' }])
      accepted((await two.append([sampleEvent({ epoch: change.epoch })]))[0])
    })

    test('without a direct URL, polls tell of changes and of work', async () => {
      const url = through(await world.server.database())
      const [one, two] = [await world.open({ url }), await world.open({ url })]
      const { epoch, lanes } = await setUp(one, 'app')
      await two.own('two', 60_000)
      const changed = new Promise<void>((resolve) => two.onConfigurationChanged(resolve))
      const told = new Promise<void>((resolve) => two.onQueued(() => resolve()))
      const queue = [{ lane: lanes[0] ?? -1, due: noon, orderKey: null }]
      await appendOne(one, sampleEvent({ epoch, queue }))
      await one.configure({ sources: [sampleSource('other')] }, noon)
      await Promise.all([changed, told])
    })
  })

async function untilOpen(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy()
        resolve(true)
      })
      socket.on('error', () => resolve(false))
    })
    if (open) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error('PgBouncer does not come up')
}
