import type { Journal } from '../packages/gateway/src/journal/journal.ts'
import { openPostgresJournal } from '../packages/gateway/src/journal/postgres/open.ts'
import { sampleEvent } from '../packages/gateway/test/journal/samples.ts'
import { type Server, startServer } from '../packages/gateway/test/postgres/server.ts'
import { startBenchReceiver } from './deliver-application.ts'
import { startSite } from './deliver-site.ts'
import { describeMachine, machineLine, parentOf, residentMiB } from './machine.ts'

// What a dead destination with millions of waiting deliveries costs on PostgreSQL, through `countersign serve` as it
// is built: the time to read a page of what is due, the memory of gateway and keeper through a
// start and some work, and a healthy destination beside it.
//
//   node --conditions=countersign-source bench/postgres-backlog.ts [waiting=5000000] [seconds=60]

const waiting = Number(process.argv[2] ?? 5_000_000)
const seconds = Number(process.argv[3] ?? 60)
const page = 500
const step = 500_000
console.log(machineLine(describeMachine()))
const server = await startServer({
  settings: { min_wal_size: '1GB', max_wal_size: '4GB', shared_buffers: '1GB' },
})
const url = await server.database()
const application = await startBenchReceiver()
const site = await startSite(url)
await site.destinations([{ url: application.url }, { url: 'http://127.0.0.1:9/' }], 'all')
await site.load(100, 3, 1)
const journal = await openPostgresJournal({ url, now: Date.now })
const { epoch, lanes, destinations, sources } = await journal.since(null)
const dead = destinations.find(({ to }) => to.url === 'http://127.0.0.1:9/')?.number
const lane = lanes.find(({ destination }) => destination === dead)?.number ?? -1
const source = sources.find(({ name }) => name === 'bench')?.number ?? -1

/** The median of some calls in ms, and the longest. */
async function time(call: () => Promise<unknown>, times: number): Promise<string> {
  const took: number[] = []
  for (let n = 0; n < times; n++) {
    const begun = performance.now()
    await call()
    took.push(performance.now() - begun)
  }
  took.sort((one, other) => one - other)
  return `${(took[times >> 1] ?? 0).toFixed(1)} (longest ${(took.at(-1) ?? 0).toFixed(1)}) ms`
}

async function look(name: string): Promise<void> {
  const far = Date.now() + 10 ** 9
  const first = await time(() => journal.due(lane, far, null, page), 100)
  // One page after the other, as a sender goes through them.
  let after: Awaited<ReturnType<Journal['due']>>[number] | null = null
  const next = await time(async () => {
    after = (await journal.due(lane, far, after, page)).at(-1) ?? null
  }, 100)
  console.log(`${name}: the first page of ${page} due in ${first}, further ones in ${next}`)
}

await look(`${await site.pending()} wait`)
const began = performance.now()
await fill(server, journal)
console.log(`${await site.pending()} wait, put there in ${Math.round((performance.now() - began) / 1000)} s`)
await server.query('vacuum analyze countersign.queue', url)
await look('behind them')

await site.gateway.kill9()
// The lease of the one that was killed ends.
await new Promise((resolve) => setTimeout(resolve, 20_000))
await application.report()
const begun = performance.now()
const load = site.load(200, seconds, 1)
const seen: number[] = []
while (performance.now() - begun < seconds * 1000) {
  await new Promise((resolve) => setTimeout(resolve, 1000))
  seen.push(site.memory().now)
}
const answered = await load
await new Promise((resolve) => setTimeout(resolve, 500))
const { count, median, p99 } = await application.report()
const keeper = residentMiB(parentOf(site.gateway.pid()))
console.log(
  `started anew, then ${seconds} s at 200/s to both: ${answered.good} answered 200 (p99 ${answered.p99Ms.toFixed(0)} ms), ` +
    `${count} delivered to the healthy one (median ${median.toFixed(1)}, p99 ${p99.toFixed(1)} ms); RSS of the gateway at most ` +
    `${Math.round(site.memory().peak)} MiB, after 10 s ${Math.round(seen[9] ?? 0)}, at the end ${Math.round(seen.at(-1) ?? 0)}; ` +
    `of its keeper at most ${Math.round(keeper?.peak ?? 0)} MiB`,
)
await look('and then')
await journal.close()
await site.close()
await server.close()
application.close()
process.exit()

/** Rows as appends make them, with bodies of 761 bytes, all due now to the dead destination. */
async function fill(on: Server, store: Journal): Promise<void> {
  for (let made = 0; made < waiting; made += step) {
    const count = Math.min(step, waiting - made)
    const [answer] = await store.append([sampleEvent({ epoch, source })])
    const from = (answer?.outcome === 'accepted' ? answer.seq : 0) + 1
    await on.query(`select setval('countersign.event_seq', ${from + count})`, url)
    // An append beyond the last segment makes those that are missing.
    await store.append([sampleEvent({ epoch, source })])
    await on.query(
      `insert into countersign.event (seq, received, tag, source, size, verdict, secret, type, content_type)
       select n, ${Date.now()}, 1, ${source}, 761, 0, 'sec_0123456789', 'messages.created', 'application/json'
         from generate_series(${from}::bigint, ${from + count - 1}) n;
       insert into countersign.payload (seq, method, url, headers, body)
       select n, 'POST', '/in/bench', '[["content-type","application/json"]]', decode(repeat('78', 761), 'hex')
         from generate_series(${from}::bigint, ${from + count - 1}) n;
       insert into countersign.queue (lane, attempts, due, seq, replay)
       select ${lane}, 0, ${Date.now()} + (n - ${from}) / 500, n, 0
         from generate_series(${from}::bigint, ${from + count - 1}) n;
       update countersign.counter set queued = queued + ${count}, verified = verified + ${count}
        where (gateway, slot) = (select gateway, slot from countersign.counter order by gateway, slot limit 1)`,
      url,
    )
  }
}
