import { createServer } from 'node:net'
import { startServer } from '../packages/gateway/test/postgres/server.ts'
import { startBenchReceiver } from './deliver-application.ts'
import { type Place, startSite } from './deliver-site.ts'
import { describeMachine, machineLine } from './machine.ts'

// What bad destinations cost good ones, through `countersign serve` as it is built: events come in at a fixed
// rate, each for one of 100 destinations by a filter on its body. First all are healthy; then the 70 alone, at
// the rate that they have in both; then they are beside 20 dead ones (half refuse the connection, half never
// answer) and 10 that take five seconds an answer. Latency is from the moment that a request was due to the
// arrival of its delivery.
//
//   node --conditions=countersign-source bench/deliver-isolation.ts [seconds] [events a second] [postgres]

const seconds = Number(process.argv[2] ?? 20)
const perSecond = Number(process.argv[3] ?? 5_000)
const onPostgres = process.argv[4] === 'postgres'
const warmUpSeconds = 6
console.log(machineLine(describeMachine()))

const good = await startBenchReceiver()
const slow = await startBenchReceiver(5_000)
const silent = createServer((socket) => socket.on('error', () => undefined).resume())
await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
const address = silent.address()
const silentUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`
const many = (count: number, url: string): readonly Place[] => Array.from({ length: count }, () => ({ url }))
const bad = [...many(10, 'http://127.0.0.1:9/'), ...many(10, silentUrl), ...many(10, slow.url)]

interface Run {
  readonly name: string
  readonly places: readonly Place[]
  readonly perSecond: number
}

async function measure({ name, places, perSecond: rate }: Run): Promise<number> {
  const server = onPostgres ? await startServer() : null
  const site = await startSite(await server?.database())
  await site.destinations(places, 'by room')
  await site.load(rate, warmUpSeconds, places.length)
  await new Promise((resolve) => setTimeout(resolve, 500))
  await good.report()
  const cpu = site.cpu()
  const answered = await site.load(rate, seconds, places.length)
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  const used = site.cpu() - cpu
  const { count, distinct, median, p99, longest } = await good.report()
  const expected = places.filter(({ url }) => url === good.url).length * ((rate * seconds) / places.length)
  console.log(
    `${name}, ${rate}/s for ${seconds} s: ${answered.good} answered 200, ${answered.bad} not, ` +
      `median ${answered.medianMs.toFixed(1)} ms, p99 ${answered.p99Ms.toFixed(1)} ms; ` +
      `${count} (${distinct} distinct) of ${Math.floor(expected)} delivered to healthy ones: ` +
      `median ${median.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, longest ${longest.toFixed(0)} ms; ` +
      `${((used * 1e6) / (rate * seconds)).toFixed(0)} µs of CPU an event, ` +
      `peak RSS of the gateway ${site.memory().peak.toFixed(0)} MiB, ${await site.pending()} wait`,
  )
  await site.close()
  await server?.close()
  return p99
}

const all = await measure({ name: '100 healthy', places: many(100, good.url), perSecond })
const alone = await measure({
  name: '70 healthy alone',
  places: many(70, good.url),
  perSecond: perSecond * 0.7,
})
const beside = await measure({
  name: '70 healthy, 20 dead, 10 slow',
  places: [...many(70, good.url), ...bad],
  perSecond,
})
console.log(
  `p99 of the healthy beside the bad: ${(beside / all).toFixed(2)} × that with all healthy, ` +
    `${(beside / alone).toFixed(2)} × that without the bad and their events`,
)
good.close()
slow.close()
silent.close()
process.exit()
