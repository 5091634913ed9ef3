import { createServer } from 'node:net'
import { atRate, createBenchWorld, startBenchReceiver } from './deliver-world.ts'
import { describeMachine, machineLine, residentMiB } from './machine.ts'

// What bad destinations cost good ones: 70 healthy destinations alone, then beside 20 dead ones (half refuse
// the connection, half never answer) and 10 that take five seconds an answer. Each event goes to all.
//
//   node --conditions=countersign-source bench/deliver-isolation.ts [seconds] [events a second]

const seconds = Number(process.argv[2] ?? 10)
const perSecond = Number(process.argv[3] ?? 50)
console.log(machineLine(describeMachine()))

const good = await startBenchReceiver()
const slow = await startBenchReceiver(5_000)
const silent = createServer((socket) => socket.on('error', () => undefined).resume())
await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
const address = silent.address()
const silentUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`
const many = (count: number, url: string): string[] => Array.from({ length: count }, () => url)

const runs = [
  ['70 healthy', many(70, good.url)],
  [
    '70 healthy, 20 dead, 10 slow',
    [
      ...many(70, good.url),
      ...many(10, 'http://127.0.0.1:9/'),
      ...many(10, silentUrl),
      ...many(10, slow.url),
    ],
  ],
] as const
for (const [name, urls] of runs) {
  const world = await createBenchWorld(urls)
  await world.accept(1)
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  await good.report()
  const cpu = process.cpuUsage()
  const sent = await atRate(perSecond, seconds, world.accept)
  const used = process.cpuUsage(cpu)
  await new Promise((resolve) => setTimeout(resolve, 2_000))
  const { count, median, p99, longest } = await good.report()
  const rss = residentMiB(process.pid)?.now.toFixed(0) ?? '?'
  console.log(
    `${name}: ${sent} events, ${count} of ${sent * 70} deliveries to healthy ones = ${(count / seconds).toFixed(0)}/s; ` +
      `median ${median.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, longest ${longest.toFixed(0)} ms; ` +
      `${((used.user + used.system) / 1e6 / seconds).toFixed(2)} cores, RSS ${rss} MiB, ${await world.pending()} wait`,
  )
  await world.close()
}
good.close()
slow.close()
silent.close()
process.exit()
