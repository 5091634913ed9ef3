import { openPostgresJournal } from '../packages/gateway/src/journal/postgres/open.ts'
import { openForReading } from '../packages/gateway/src/journal/sqlite/connection.ts'
import { queueReads } from '../packages/gateway/src/journal/sqlite/read/queue.ts'
import { startServer } from '../packages/gateway/test/postgres/server.ts'
import { startBenchReceiver } from './deliver-application.ts'
import { startSite } from './deliver-site.ts'
import { describeMachine, machineLine } from './machine.ts'

// What a dead destination with a backlog costs, through `countersign serve` as it is built: memory, the time to
// read its next page, the latency of a healthy destination beside it, the answers of the API, and a restart, at
// growing backlogs. The page is read from the store by this process, from the beginning of the backlog.
//
//   node --conditions=countersign-source bench/deliver-backlog.ts [most waiting] [postgres]

const most = Number(process.argv[2] ?? 1_000_000)
const page = 256
const batch = 250
const healthyPerSecond = 500
const healthySeconds = 8
const server = process.argv[3] === 'postgres' ? await startServer() : null
const databaseUrl = await server?.database()
console.log(machineLine(describeMachine()))
const receiver = await startBenchReceiver()
const site = await startSite(databaseUrl)
const { api, gateway } = site
await site.destinations([{ url: receiver.url }], 'all')
// Refuses every connection: the first attempts find that out, from then on it is probed.
const dead = await api('POST', '/destinations', {
  name: 'dead',
  url: 'http://127.0.0.1:9/',
  allowPrivate: true,
})
await api('POST', '/sources', { name: 'own', scheme: 'publish' })
await api('POST', '/routes', { source: 'own', destination: 'dead' })

/** Publishes events of about 700 bytes until so many wait. */
async function fillTo(target: number): Promise<void> {
  const filler = 'x'.repeat(660)
  const publish = async (): Promise<void> => {
    const events = Array.from({ length: batch }, (_, at) => ({
      source: 'own',
      type: 'order.paid',
      data: { at, filler },
    }))
    await api('POST', '/events', { events })
  }
  for (
    let missing = target - (await site.pending());
    missing > 0;
    missing = target - (await site.pending())
  ) {
    await Promise.all(Array.from({ length: Math.min(2, Math.ceil(missing / batch)) }, publish))
  }
}

/** The median of some calls, in ms, and the longest. */
async function time(call: () => unknown, times = 11): Promise<string> {
  const took: number[] = []
  for (let n = 0; n < times; n++) {
    const begun = performance.now()
    await call()
    took.push(performance.now() - begun)
  }
  took.sort((one, other) => one - other)
  return `${(took[Math.floor(times / 2)] ?? 0).toFixed(1)} (longest ${(took.at(-1) ?? 0).toFixed(1)}) ms`
}

await site.load(healthyPerSecond, 3, 1)

/** Reads the next page of the dead one's lane, the last that was made. */
async function openQueue(): Promise<{ read(): Promise<unknown>; close(): Promise<void> }> {
  const now = Date.now() + 3_600_000
  if (databaseUrl !== undefined) {
    const journal = await openPostgresJournal({ url: databaseUrl, now: Date.now })
    const { lanes } = await journal.since(null)
    const lane = lanes.at(-1)?.number ?? 0
    return { read: () => journal.due(lane, now, null, page), close: () => journal.close() }
  }
  const db = openForReading(gateway.data, 2_000)
  const lane = Number(db.prepare('select max(number) as number from lane').get()?.number)
  const { due } = queueReads(db)
  return { read: async () => due(lane, now, null, page), close: async () => db.close() }
}

for (const target of [most / 100, most / 10, most]) {
  await fillTo(target)
  await receiver.report()
  const cpu = site.cpu()
  const answered = await site.load(healthyPerSecond, healthySeconds, 1)
  const used = site.cpu() - cpu
  await new Promise((resolve) => setTimeout(resolve, 500))
  const { count, median, p99 } = await receiver.report()
  const queue = await openQueue()
  const claim = await time(queue.read)
  await queue.close()
  const get = (path: string): Promise<string> => time(() => api('GET', path))
  const metrics = await time(async () =>
    (
      await fetch(`${gateway.adminUrl}/metrics`, { headers: { authorization: `Bearer ${gateway.token}` } })
    ).text(),
  )
  const first = await api('GET', '/deliveries?state=pending&limit=100')
  console.log(
    `${await site.pending()} wait: a page of ${page} read in ${claim}; ` +
      `healthy beside it: ${answered.good} answered 200, p99 ${answered.p99Ms.toFixed(1)} ms, ` +
      `${count} of ${healthyPerSecond * healthySeconds} delivered, median ${median.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, ` +
      `${((used * 1e6) / (healthyPerSecond * healthySeconds)).toFixed(0)} µs of CPU each; ` +
      `RSS ${site.memory().now.toFixed(0)} MiB, peak ${site.memory().peak.toFixed(0)} MiB`,
  )
  console.log(
    `  the API: stats ${await get('/stats')}, metrics ${metrics}, destinations ${await get('/destinations')}, ` +
      `waiting deliveries ${await get('/deliveries?state=pending&limit=100')}, ` +
      `the next page ${await get(`/deliveries?state=pending&limit=100&cursor=${first.next}`)}, ` +
      `those of the dead one ${await get(`/deliveries?state=pending&destination=${dead.id}&limit=100`)}, ` +
      `those of the healthy one ${await get('/deliveries?state=pending&destination=room-0&limit=100')}, ` +
      `dead ones ${await get('/deliveries?state=dead&limit=100')}, ` +
      `all ${await get('/deliveries?limit=100')}, events ${await get('/events?limit=100')}`,
  )
}
const begun = performance.now()
await gateway.kill9()
const started = performance.now() - begun
await receiver.report()
const { good } = await site.load(healthyPerSecond, 2, 1)
await new Promise((resolve) => setTimeout(resolve, 500))
const { count, p99 } = await receiver.report()
console.log(
  `killed, ready again after ${(started / 1000).toFixed(1)} s, then ${good} answered 200 and ${count} delivered in 2 s, ` +
    `p99 ${p99.toFixed(1)} ms; peak RSS since then ${site.memory().peak.toFixed(0)} MiB`,
)
await site.close()
await server?.close()
receiver.close()
process.exit()
