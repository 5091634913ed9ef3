import { startServer } from '../packages/gateway/test/postgres/server.ts'
import { startBenchReceiver } from './deliver-application.ts'
import { startSite } from './deliver-site.ts'
import { describeMachine, machineLine } from './machine.ts'

// Stored events delivered again at a given rate, through `countersign serve` as it is built: the rate that the
// application sees, over the whole and over each five seconds.
//
//   node --conditions=countersign-source bench/deliver-replay.ts [events] [events a second] [postgres]

const count = Number(process.argv[2] ?? 100_000)
const perSecond = Number(process.argv[3] ?? 2_000)
const server = process.argv[4] === 'postgres' ? await startServer() : null
const storedPerSecond = 5_000
const windowSeconds = 5
console.log(machineLine(describeMachine()))
const receiver = await startBenchReceiver()
const site = await startSite(await server?.database())
await site.destinations([{ url: receiver.url }], 'none')
const stored = await site.load(storedPerSecond, count / storedPerSecond, 1)
console.log(`${stored.good} events stored at ${storedPerSecond}/s, ${stored.bad} not`)
const cpu = site.cpu()
const begun = Date.now()
const { id } = await site.api('POST', '/replays', { destination: 'room-0', ratePerSecond: perSecond })
const ended = async (): Promise<boolean> => (await site.api('GET', `/replays/${id}`)).state === 'done'
while (!(await ended()) || (await site.pending()) > 0)
  await new Promise((resolve) => setTimeout(resolve, 500))
const used = site.cpu() - cpu
const { count: came, distinct, firstAt, lastAt, perSecond: seconds } = await receiver.report()
const rate = (came - 1) / ((lastAt - firstAt) / 1000)
const windows: number[] = []
for (let at = 0; at + windowSeconds < seconds.length; at += windowSeconds) {
  const sum = seconds.slice(at, at + windowSeconds).reduce((total, one) => total + one, 0)
  windows.push(sum / windowSeconds)
}
const off = (one: number): string => `${((one / perSecond - 1) * 100).toFixed(1)} %`
console.log(
  `${came} (${distinct} distinct) replayed at ${perSecond}/s: the first ${(firstAt - begun).toFixed(0)} ms after ` +
    `the request, then ${rate.toFixed(0)}/s over ${((lastAt - firstAt) / 1000).toFixed(1)} s (${off(rate)}); ` +
    `each ${windowSeconds} s between ${Math.min(...windows)}/s (${off(Math.min(...windows))}) ` +
    `and ${Math.max(...windows)}/s (${off(Math.max(...windows))}); ` +
    `${((used * 1e6) / came).toFixed(0)} µs of CPU each, peak RSS of the gateway ${site.memory().peak.toFixed(0)} MiB`,
)
await site.close()
await server?.close()
receiver.close()
process.exit()
