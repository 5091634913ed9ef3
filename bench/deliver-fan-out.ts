import { startServer } from '../packages/gateway/test/postgres/server.ts'
import { startBenchReceiver } from './deliver-application.ts'
import { startSite } from './deliver-site.ts'
import { describeMachine, machineLine } from './machine.ts'

// One event to many destinations, through `countersign serve` as it is built: how long from the sending of its
// request to the arrival of its last delivery, and until all of them are written down.
//
//   node --conditions=countersign-source bench/deliver-fan-out.ts [destinations] [postgres]

const count = Number(process.argv[2] ?? 1_000)
const server = process.argv[3] === 'postgres' ? await startServer() : null
console.log(machineLine(describeMachine()))
const receiver = await startBenchReceiver()
const site = await startSite(await server?.database())
const begun = performance.now()
const places = Array.from({ length: count }, (_, at) => ({ url: `${receiver.url}${at}` }))
await site.destinations(places, 'all')
console.log(
  `${count} destinations and as many routes made by the API in ${((performance.now() - begun) / 1000).toFixed(1)} s`,
)

/** What one event costs. */
async function once(what: string): Promise<void> {
  await receiver.report()
  const cpu = site.cpu()
  const { good, longestMs } = await site.load(1_000, 0.001, 1)
  let seen = 0
  let lastMs = 0
  while (seen < count) {
    const report = await receiver.report()
    seen += report.count
    lastMs = Math.max(lastMs, report.longest)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  while ((await site.pending()) > 0) await new Promise((resolve) => setTimeout(resolve, 5))
  const used = site.cpu() - cpu
  console.log(
    `${what}: ${good} event answered 200 after ${longestMs.toFixed(0)} ms; the last of ${seen} deliveries came ` +
      `${(lastMs - longestMs).toFixed(0)} ms after its answer; ${used.toFixed(2)} s of CPU, ` +
      `RSS of the gateway ${site.memory().now.toFixed(0)} MiB`,
  )
}

await once('first event, every connection new')
await once('second event, connections kept')
await new Promise((resolve) => setTimeout(resolve, 6_000))
await once('third event, after six seconds of nothing')
await site.close()
await server?.close()
receiver.close()
process.exit()
