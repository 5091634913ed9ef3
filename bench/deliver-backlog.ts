import { atRate, createBenchWorld, startBenchReceiver } from './deliver-world.ts'
import { describeMachine, machineLine, residentMiB } from './machine.ts'

// What a dead destination with a backlog costs: memory, the time to read its next page, and the latency of a
// healthy destination beside it, at growing backlogs.
//
//   node --conditions=countersign-source bench/deliver-backlog.ts [most waiting]

const most = Number(process.argv[2] ?? 1_000_000)
console.log(machineLine(describeMachine()))
const healthy = await startBenchReceiver()
const world = await createBenchWorld([healthy.url, 'http://127.0.0.1:9/'])
const owned = await world.journal.own('bench', 15_000)
const dead = owned.at(-1)?.number ?? 0
for (const target of [most / 100, most / 10, most]) {
  while ((await world.pending()) < target) await world.accept(1_000)
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  await healthy.report()
  await atRate(500, 5, world.accept)
  await new Promise((resolve) => setTimeout(resolve, 500))
  const { count, median, p99 } = await healthy.report()
  const pages: number[] = []
  for (let n = 0; n < 20; n++) {
    const begun = performance.now()
    await world.journal.due(dead, Date.now(), null, 512)
    pages.push(performance.now() - begun)
  }
  pages.sort((one, other) => one - other)
  console.log(
    `${await world.pending()} wait: a page of 512 in ${(pages[10] ?? 0).toFixed(1)} ms; ` +
      `healthy beside it: ${count} of 2500, median ${median.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms; ` +
      `RSS ${residentMiB(process.pid)?.now.toFixed(0) ?? '?'} MiB`,
  )
}
await world.close()
healthy.close()
process.exit()
