import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startGateway } from '../packages/gateway/test/harness/start-gateway.ts'
import { startBenchReceiver } from './deliver-application.ts'
import { cpuSeconds, describeMachine, machineLine, residentMiB } from './machine.ts'

// A gateway with a destination for each of many customers: what making them in lists costs, what a start, and one event
// for each of them in a row, over connections to the one server of all, or each to a server of its own. Processor time and
// memory, for machines that others use too.
//
//   node --conditions=countersign-source bench/each-customer.ts [customers=40000] [together|apart]

const size = Number(process.argv[2] ?? 40_000)
const isApart = process.argv[3] === 'apart'
const data = mkdtempSync(join(tmpdir(), 'countersign-bench-'))
const env = { COUNTERSIGN_KEY: Buffer.alloc(32, 7).toString('base64') }
const application = await startBenchReceiver(0, isApart ? '0.0.0.0' : '127.0.0.1')
const { port } = new URL(application.url)
/** Every address of 127.0.0.0/8 is a server of its own to who sends. */
const hostOf = (n: number): string => `127.1.${n >> 8}.${n & 255}`
const urlOf = (n: number): string => (isApart ? `http://${hostOf(n)}:${port}/` : application.url)
const start = () => startGateway({ data, env, args: ['--log-level', 'error'], patienceMs: 300_000 })
let gateway = await start()

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, at) => from + at)
const used = (): number => cpuSeconds(gateway.pid())
const resident = (): string => `${(residentMiB(gateway.pid())?.now ?? 0).toFixed(0)} MiB resident`
async function post(path: string, body: unknown): Promise<void> {
  const { status, bytes } = await gateway.api('POST', path, body)
  if (status >= 300) throw new Error(`${path}: ${status} ${bytes.subarray(0, 300)}`)
}

console.log(machineLine(describeMachine()))
await post('/sources', { name: 'bench', scheme: 'webex', secrets: [{ value: 'a-secret-phrase-of-webex' }] })
await post('/sources', { name: 'shop', scheme: 'publish' })
const before = used()
for (let at = 0; at < size; at += 1000) {
  const those = range(at, Math.min(size, at + 1000))
  await post('/destinations', {
    destinations: those.map((n) => ({
      ...{ name: `d${n}`, tenant: `t${n}`, url: urlOf(n), allowPrivate: true },
      routes: [{ source: 'bench', filter: `json.data.roomId == "room-${n}"` }],
    })),
  })
}
const made = ((used() - before) / size) * 10_000
console.log(`${size} with routes in lists of 1,000: ${made.toFixed(1)} s of processor time for 10,000`)
await gateway.stop()

gateway = await start()
console.log(`a start with them: ${used().toFixed(1)} s of processor time, ${resident()}`)
const started = used()
let most = 0
for (let at = 0; at < size; at += 500) {
  await post('/events', {
    events: range(at, Math.min(size, at + 500)).map((n) => ({
      ...{ source: 'shop', type: 'order.paid', data: { n }, tenant: `t${n}` },
    })),
  })
  most = Math.max(most, residentMiB(gateway.pid())?.now ?? 0)
}
await new Promise((resolve) => setTimeout(resolve, 20_000))
const event = ((used() - started) / size) * 1e6
console.log(
  `an event for each in a row: ${event.toFixed(0)} µs of processor time, at most ${most.toFixed(0)} MiB`,
)

application.close()
await gateway.stop()
rmSync(data, { recursive: true })
process.exit(0)
