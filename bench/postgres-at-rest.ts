import { setTimeout as wait } from 'node:timers/promises'
import { type StartedGateway, startGateway } from '../packages/gateway/test/harness/start-gateway.ts'
import { startServer } from '../packages/gateway/test/postgres/server.ts'
import { cpuSeconds, describeMachine, machineLine } from './machine.ts'
import { usedBy } from './postgres-cost.ts'

// What tens of thousands of destinations cost while nothing comes in: processor time of the database and of gateways that
// share them, a second; and what it costs the database until they are shared out. With the launcher of another checkout, that one's gateways and this one's in turns, on one database.
//
//   node --conditions=countersign-source bench/postgres-at-rest.ts \
//     [destinations=50000] [shards=1] [gateways=3] [seconds=30] [rounds=2] [launcher]

const [, , many = '50000', shards = '1', several = '3', long = '30', turns = '2', other] = process.argv
const seconds = Number(long)
console.log(machineLine(describeMachine()))
const server = await startServer({ settings: { shared_buffers: '256MB', max_wal_size: '2GB' } })
const url = await server.database()
const env = { COUNTERSIGN_DATABASE_URL: url, COUNTERSIGN_KEY: Buffer.alloc(32, 7).toString('base64') }
const start = (launcher?: string): Promise<StartedGateway> =>
  startGateway({
    ...{ env, args: ['--log-level', 'error'], patienceMs: 180_000 },
    ...(launcher !== undefined && { launcher }),
  })

const first = await start()
for (let from = 0; from < Number(many); from += 1000) {
  const destinations = Array.from({ length: Math.min(1000, Number(many) - from) }, (_, at) => ({
    ...{ name: `d${from + at}`, url: 'http://127.0.0.1:9/', allowPrivate: true },
    shards: Number(shards),
  }))
  const { status, bytes } = await first.api('POST', '/destinations', { destinations })
  if (status >= 300) throw new Error(`${status} ${bytes}`)
}
await first.remove()
await server.query('vacuum analyze countersign.lane', url)

/** Over once the lanes are shared out, and nobody gives any back. */
async function shared(): Promise<void> {
  for (;;) {
    const rows = await server.query('select count(*)::int as lanes from countersign.lane group by owner', url)
    const lanes = rows.map((row) => Number(row.lanes))
    if (lanes.length === Number(several) && Math.max(...lanes) - Math.min(...lanes) < Number(several)) return
    await wait(1000)
  }
}

async function measure(name: string, launcher?: string): Promise<void> {
  const begun = (await usedBy(server, url)).cpuSeconds
  const gateways: StartedGateway[] = []
  for (let at = 0; at < Number(several); at++) gateways.push(await start(launcher))
  await shared()
  const sharing = (await usedBy(server, url)).cpuSeconds - begun
  // Until the dead rows of the hand-over are gone, and each has renewed a few times.
  await server.query('vacuum countersign.lane', url)
  await wait(20_000)
  const cpu = (): number => gateways.reduce((sum, gateway) => sum + cpuSeconds(gateway.pid()), 0)
  const before = { database: (await usedBy(server, url)).cpuSeconds, gateways: cpu() }
  await wait(seconds * 1000)
  const database = (await usedBy(server, url)).cpuSeconds - before.database
  const each = (cpu() - before.gateways) / gateways.length
  const ms = (used: number): string => ((used / seconds) * 1000).toFixed(1)
  console.log(
    `${name}: the database ${ms(database)} ms of CPU a second, a gateway ${ms(each)}; ${sharing.toFixed(1)} s of the database's until they were shared out`,
  )
  await Promise.all(gateways.map((gateway) => gateway.remove()))
}

for (let round = 0; round < Number(turns); round++) {
  if (other !== undefined) await measure('the other checkout', other)
  await measure('this one')
}
await server.close()
process.exit()
