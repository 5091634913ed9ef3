import { fork } from 'node:child_process'
import { once } from 'node:events'
import { type StartedGateway, startGateway } from '../packages/gateway/test/harness/start-gateway.ts'
import { startServer } from '../packages/gateway/test/postgres/server.ts'
import { startBenchReceiver } from './deliver-application.ts'
import type { LoadReport } from './deliver-load.ts'
import { startSite } from './deliver-site.ts'
import { cpuSeconds, describeMachine, machineLine, parentOf } from './machine.ts'
import { anEvent, costLine, statisticsLagMs, type Used, usedBy } from './postgres-cost.ts'
import { recycleWal } from './recycle-wal.ts'

// One, two and three gateways on one database, as they are built, each under as much load as it takes or all together
// under so many events a second: whether each event is delivered once, how fast, what the database pays for one, and
// what more machines would reach. With customers: an event for each in turn, each with a destination of its own without
// shards, most of them another gateway's than the one that takes it in. With the launcher of another checkout, that one's
// gateways and this one's in turns.
//
//   node --conditions=countersign-source bench/postgres-gateways.ts \
//     [events=60000] [a second, 0: as many as go] [gateways=1,2,3] [customers=0] [launcher]

const events = Number(process.argv[2] ?? 60_000)
const perSecond = Number(process.argv[3] ?? 0) || Number.POSITIVE_INFINITY
const [first = 1, ...more] = (process.argv[4] ?? '1,2,3').split(',').map(Number)
const customers = Number(process.argv[5] ?? 0)
const other = process.argv[6]
console.log(machineLine(describeMachine()))
// What vacuum and checkpoints write comes once a minute or in five, whoever is measured just then: not while this runs.
const server = await startServer({
  settings: {
    min_wal_size: '1GB',
    max_wal_size: '2GB',
    shared_buffers: '256MB',
    autovacuum: 'off',
    checkpoint_timeout: '1h',
  },
})
await recycleWal(server)
const application = await startBenchReceiver()

/** Posts at such a rate over 64 connections, or as fast as the gateway answers. */
async function load(gateway: StartedGateway, path: string, count: number, rate: number): Promise<LoadReport> {
  const [aSecond, seconds] = Number.isFinite(rate) ? [rate, count / rate] : [count, 1]
  const args = [new URL(gateway.url).port, aSecond, seconds, Math.max(1, customers), path].map(String)
  const [report] = (await once(fork(new URL('./deliver-load.ts', import.meta.url), args), 'message')) as [
    LoadReport,
  ]
  return report
}

const medianOf = (reports: readonly LoadReport[]): string =>
  Math.max(...reports.map((report) => report.medianMs)).toFixed(1)

/** What an event costs with so many gateways: the database, and gateways and keepers in seconds of CPU. */
async function measure(
  count: number,
  launcher?: string,
): Promise<{ database: Used; gatewaySeconds: number }> {
  const url = await server.database()
  const site = await startSite(url, launcher)
  const env = { COUNTERSIGN_DATABASE_URL: url, COUNTERSIGN_KEY: Buffer.alloc(32, 7).toString('base64') }
  const others = await Promise.all(
    Array.from({ length: count - 1 }, () =>
      startGateway({ env, args: ['--log-level', 'error'], ...(launcher !== undefined && { launcher }) }),
    ),
  )
  const gateways = [site.gateway, ...others]
  const each = Array.from({ length: customers }, () => ({ url: application.url }))
  if (customers > 0) await site.destinations(each, 'by room')
  // Eight shards: each gateway gets its share of one destination.
  else await site.destinations([{ url: application.url, policy: { shards: 8 } }], 'all')
  const source = await site.api('GET', '/sources/bench')
  const path = new URL(source.url).pathname
  /** A gateway that is kept too busy to answer is asked again. */
  const settled = async (): Promise<void> => {
    while ((await site.pending().catch(() => 1)) > 0) await new Promise((resolve) => setTimeout(resolve, 50))
  }
  await Promise.all(gateways.map((gateway) => load(gateway, path, 2000, Number.POSITIVE_INFINITY)))
  // Lanes change hands in the meantime, and what was sent to warm up is not counted with what follows.
  await new Promise((resolve) => setTimeout(resolve, statisticsLagMs))
  await settled()
  await application.report()
  const before = await usedBy(server, url)
  const cpu = (): number =>
    gateways.reduce((sum, each) => sum + cpuSeconds(each.pid()) + cpuSeconds(parentOf(each.pid())), 0)
  const cpuBefore = cpu()

  const begun = performance.now()
  const reports = await Promise.all(
    gateways.map((gateway) => load(gateway, path, Math.round(events / count), perSecond / count)),
  )
  const loaded = (performance.now() - begun) / 1000
  await settled()
  const over = (performance.now() - begun) / 1000
  const gatewaySeconds = (cpu() - cpuBefore) / events
  // What gateways take that have nothing to do until the statistics have come, and what a checkpoint does, is no event's.
  const { cpuSeconds: used, wal } = await usedBy(server, url)
  await server.query('checkpoint')
  const answered = reports.reduce((sum, each) => sum + each.good, 0)
  const refused = reports.reduce((sum, each) => sum + each.bad, 0)
  const { count: came, distinct } = await application.report()
  await new Promise((resolve) => setTimeout(resolve, statisticsLagMs))
  const database = anEvent(before, { ...(await usedBy(server, url)), cpuSeconds: used, wal }, events)
  const owners = await server.query('select owner, count(*) from countersign.lane group by owner', url)
  console.log(
    `${launcher === undefined ? '' : 'the other, '}${count} gateway${count > 1 ? 's' : ''} (lanes ${owners.map((row) => row.count).join(' + ')}): ${answered} answered 200, ${refused} not, ` +
      `${Math.round(answered / loaded)}/s, median ${medianOf(reports)} ms; ${distinct} delivered, ${came - distinct} of them twice, ` +
      `${Math.round(distinct / over)}/s in and out`,
  )
  console.log(`  ${costLine(database)}; gateways and keepers ${(gatewaySeconds * 1e6).toFixed(0)} µs of CPU`)
  if (distinct !== answered) console.log('  WRONG: what was answered and what was delivered differ')
  for (const each of others) await each.stop().then(() => each.remove())
  await site.gateway.stop()
  await site.close()
  return { database, gatewaySeconds }
}

// One gateway has the machine to itself, as each would on cores of its own: the others share two cores.
if (other !== undefined) await measure(first, other)
const alone = await measure(first)
for (const count of more) {
  if (other !== undefined) await measure(count, other)
  await measure(count)
}
if (first === 1 && alone.database.cpuSeconds > 0) {
  const core = 1 / alone.database.cpuSeconds
  const gateway = 1 / alone.gatewaySeconds
  console.log(
    `on paper: a core of the database carries ${Math.round(core)} events/s in and out, a core of gateways ${Math.round(gateway)}/s; ` +
      `four cores of the database are kept busy by ${Math.ceil((4 * core) / gateway)} cores of gateways, at ${Math.round(4 * core)}/s ` +
      `and ${Math.round((4 * core * alone.database.wal) / 2 ** 20)} MiB/s of log`,
  )
}
await server.close()
application.close()
process.exit()
