import { startBenchReceiver } from './deliver-application.ts'
import { atRate, createBenchWorld } from './deliver-world.ts'
import { describeMachine, machineLine, residentMiB } from './machine.ts'

// How fast and how soon accepted events reach a local application: append, sign, send, settle, on the real
// store. The load is made in the gateway's process and skips HTTP in; the application is a process of its own.
//
//   node --conditions=countersign-source bench/deliver.ts [seconds]

const seconds = Number(process.argv[2] ?? 10)
console.log(machineLine(describeMachine()))
for (const perSecond of [500, 2_000, 5_000]) {
  const receiver = await startBenchReceiver()
  const world = await createBenchWorld([receiver.url])
  await world.accept(10)
  while ((await world.pending()) > 0) await new Promise((resolve) => setTimeout(resolve, 20))
  await receiver.report()
  const cpu = process.cpuUsage()
  const begun = performance.now()
  const sent = await atRate(perSecond, seconds, world.accept)
  while ((await world.pending()) > 0) await new Promise((resolve) => setTimeout(resolve, 5))
  const took = (performance.now() - begun) / 1000
  const used = process.cpuUsage(cpu)
  const { count, distinct, median, p99, longest } = await receiver.report()
  const rss = residentMiB(process.pid)?.peak.toFixed(0) ?? '?'
  const cost = ((used.user + used.system) / sent).toFixed(0)
  console.log(
    `${perSecond}/s: ${sent} accepted, ${count} delivered (${distinct} distinct) in ${took.toFixed(1)} s = ${(sent / took).toFixed(0)}/s; ` +
      `median ${median.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, longest ${longest.toFixed(0)} ms; ` +
      `${cost} µs of CPU each, peak RSS ${rss} MiB`,
  )
  await world.close()
  receiver.close()
}
