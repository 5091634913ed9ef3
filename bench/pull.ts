import { startServer } from '../packages/gateway/test/postgres/server.ts'
import { startSite } from './deliver-site.ts'
import { describeMachine, machineLine } from './machine.ts'

// Deliveries pulled over the API of `countersign serve` as it is built: how many a second a few workers pull and
// acknowledge out of a backlog, what each costs, and how soon a pull that waits ends.
//
//   node --conditions=countersign-source bench/pull.ts [events] [workers] [postgres]

const count = Number(process.argv[2] ?? 20_000)
const workers = Number(process.argv[3] ?? 4)
const server = process.argv[4] === 'postgres' ? await startServer() : null
const storedPerSecond = 2_000
console.log(machineLine(describeMachine()))
const site = await startSite(await server?.database())
await site.api('POST', '/destinations', { name: 'worker', kind: 'pull' })
await site.api('POST', '/sources', { name: 'product', scheme: 'publish' })
for (const source of ['bench', 'product'])
  await site.api('POST', '/routes', { source, destination: 'worker' })

interface Pulled {
  readonly lease: string
  readonly event: string
}

const pull = async (wanted: object): Promise<readonly Pulled[]> =>
  (await site.api('POST', '/destinations/worker/pull', wanted)).items
const acknowledge = (pulled: readonly Pulled[]): Promise<unknown> =>
  site.api('POST', '/destinations/worker/acknowledge', { leases: pulled.map(({ lease }) => lease) })

for (const limit of [1, 10, 100]) {
  const some = limit === 1 ? count / 10 : count
  const stored = await site.load(storedPerSecond, some / storedPerSecond, 1)
  const events = new Set<string>()
  let pulls = 0
  const work = async (): Promise<void> => {
    for (;;) {
      const pulled = await pull({ limit })
      if (pulled.length === 0) return
      pulls++
      for (const { event } of pulled) events.add(event)
      await acknowledge(pulled)
    }
  }
  const cpu = site.cpu()
  const begun = performance.now()
  await Promise.all(Array.from({ length: workers }, work))
  const seconds = (performance.now() - begun) / 1000
  const cost = ((site.cpu() - cpu) * 1e6) / events.size
  console.log(
    `limit ${limit}: ${events.size} of ${stored.good} pulled and acknowledged by ${workers} workers in ${pulls} pulls: ` +
      `${(events.size / seconds).toFixed(0)}/s, ${cost.toFixed(0)} µs of CPU each`,
  )
}

const waits: number[] = []
for (let n = 0; n < 200; n++) {
  const waiting = pull({ waitSeconds: 20 }).then((pulled) => ({ pulled, at: performance.now() }))
  await new Promise((resolve) => setTimeout(resolve, 10))
  const begun = performance.now()
  await site.api('POST', '/events', { source: 'product', type: 'x', data: { n } })
  const { pulled, at } = await waiting
  waits.push(at - begun)
  await acknowledge(pulled)
}
waits.sort((one, other) => one - other)
console.log(
  `a pull that waits ends ${waits[100]?.toFixed(1)} ms (median; p99 ${waits[197]?.toFixed(1)} ms) after publishing began`,
)
console.log(`peak RSS of the gateway ${site.memory().peak.toFixed(0)} MiB`)
await site.close()
await server?.close()
process.exit()
