import { fork } from 'node:child_process'
import { once } from 'node:events'
import { startGateway } from '../packages/gateway/test/harness/start-gateway.ts'
import { startBenchReceiver } from './deliver-application.ts'
import type { LoadReport } from './deliver-load.ts'
import { secret } from './ingest-load.ts'
import { describeMachine, machineLine, residentMiB } from './machine.ts'

// From the provider's socket to the application: `countersign serve` as it is built, with its keeper, a load
// process and an application process beside it. Latency is from the sending of a request to the arrival of
// its delivery.
//
//   node --conditions=countersign-source bench/deliver-through.ts [seconds] [rates…]

const seconds = Number(process.argv[2] ?? 10)
const rates = process.argv.slice(3).map(Number)
console.log(machineLine(describeMachine()))
for (const perSecond of rates.length > 0 ? rates : [500, 2_000, 5_000]) {
  const receiver = await startBenchReceiver()
  const lines = ['--source', 'bench=webex', '--secret', secret, '--forward', receiver.url]
  const gateway = await startGateway({ args: [...lines, '--log-level', 'error'] })
  const port = new URL(gateway.url).port
  const load = async (rate: number, time: number): Promise<LoadReport> => {
    const child = fork(new URL('./deliver-load.ts', import.meta.url), [port, String(rate), String(time)])
    const [answered] = (await once(child, 'message')) as [LoadReport]
    return answered
  }
  await load(Math.min(perSecond, 1_000), 2)
  await receiver.report()
  const answered = await load(perSecond, seconds)
  const pending = async (): Promise<number> => (await gateway.api('GET', '/stats')).body.deliveries.pending
  const waited = performance.now()
  while ((await pending()) > 0) await new Promise((resolve) => setTimeout(resolve, 50))
  const behind = ((performance.now() - waited) / 1000).toFixed(1)
  const { count, distinct, median, p99, longest } = await receiver.report()
  const rss = [gateway.pid()].map((pid) => residentMiB(pid)?.peak.toFixed(0) ?? '?').join()
  console.log(
    `${perSecond}/s for ${seconds} s: ${answered.good} answered 200, ${answered.bad} not, over ${answered.connections} connections, ` +
      `median ${answered.medianMs.toFixed(1)} ms, p99 ${answered.p99Ms.toFixed(1)} ms, longest ${answered.longestMs.toFixed(0)} ms; ` +
      `${count} delivered (${distinct} distinct), all ${behind} s after the last; ` +
      `to the application: median ${median.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, longest ${longest.toFixed(0)} ms; peak RSS of the gateway ${rss} MiB`,
  )
  await gateway.remove()
  receiver.close()
}
process.exit()
