import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type StartedGateway, startGateway } from '../packages/gateway/test/harness/start-gateway.ts'
import { startBenchReceiver } from './deliver-application.ts'
import { cpuSeconds, describeMachine, machineLine } from './machine.ts'

// What an event for one tenant costs, by how many destinations there are beside his, and by whether his had an event lately:
// two gateways beside each other, one with few, one with many, given the same in turns. Each round publishes the same number
// of events: for ten tenants again and again; then for tenants who had none yet, one event each, and ten each. Processor time
// of the gateways, so for machines that others use too.
//
//   node --conditions=countersign-source bench/event-by-size.ts [many=50000] [few=2000] [rounds=4]

const [many = 50_000, few = 2000, rounds = 4] = process.argv.slice(2).map(Number)
const eventsOfRound = Math.floor(few / rounds / 500) * 500 || 500
const env = { COUNTERSIGN_KEY: Buffer.alloc(32, 7).toString('base64') }
const application = await startBenchReceiver()
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, at) => from + at)

interface Sized {
  readonly size: number
  readonly data: string
  readonly gateway: StartedGateway
}

async function post(gateway: StartedGateway, path: string, body: unknown): Promise<void> {
  const { status, bytes } = await gateway.api('POST', path, body)
  if (status >= 300) throw new Error(`${path}: ${status} ${bytes.subarray(0, 300)}`)
}

async function withTenants(size: number): Promise<Sized> {
  const data = mkdtempSync(join(tmpdir(), 'countersign-bench-'))
  const start = () => startGateway({ data, env, args: ['--log-level', 'error'], patienceMs: 300_000 })
  const first = await start()
  await post(first, '/sources', { name: 'shop', scheme: 'publish' })
  for (let at = 0; at < size; at += 1000)
    await post(first, '/destinations', {
      destinations: range(at, Math.min(size, at + 1000)).map((n) => ({
        ...{ name: `d${n}`, tenant: `t${n}`, url: application.url, allowPrivate: true },
      })),
    })
  await first.stop()
  return { size, data, gateway: await start() }
}

/** Processor time of a gateway for each event, in µs, until all of them have been delivered and settled. */
async function perEvent({ gateway }: Sized, tenants: readonly number[]): Promise<number> {
  await application.report()
  const before = cpuSeconds(gateway.pid())
  for (let at = 0; at < tenants.length; at += 500)
    await post(gateway, '/events', {
      events: tenants.slice(at, at + 500).map((n) => ({
        ...{ source: 'shop', type: 'order.paid', data: { n }, tenant: `t${n}` },
      })),
    })
  for (let came = 0; came < tenants.length; came += (await application.report()).count)
    await new Promise((resolve) => setTimeout(resolve, 50))
  await new Promise((resolve) => setTimeout(resolve, 500))
  return ((cpuSeconds(gateway.pid()) - before) / tenants.length) * 1e6
}

console.log(machineLine(describeMachine()))
const sized = [await withTenants(few), await withTenants(many)]
// What is compiled once is compiled before.
for (let warm = 0; warm < 2; warm++)
  for (const each of sized)
    await perEvent(
      each,
      range(0, 5000).map((at) => at % 10),
    )

const kinds = ['ten, again and again', 'the first of each', 'the next of each'] as const
const costs = new Map(kinds.map((kind) => [kind, sized.map((): string[] => [])]))
const tell = (kind: (typeof kinds)[number], at: number, cost: number): void => {
  costs.get(kind)?.[at]?.push(cost.toFixed(0))
}
for (let round = 0; round < rounds; round++)
  for (const at of round % 2 === 0 ? [0, 1] : [1, 0]) {
    const each = sized[at] as Sized
    const repeated = range(0, eventsOfRound).map((n) => n % 10)
    // Spread over all of them.
    const stride = Math.floor(each.size / few)
    const fresh = range(round * eventsOfRound, (round + 1) * eventsOfRound).map(
      (n) => (n * stride) % each.size,
    )
    tell('ten, again and again', at, await perEvent(each, repeated))
    tell('the first of each', at, await perEvent(each, fresh))
    tell('the next of each', at, await perEvent(each, fresh))
  }
for (const [kind, [small, large]] of costs)
  console.log(`${kind}: ${small?.join(', ')} µs of ${few} destinations, ${large?.join(', ')} µs of ${many}`)

application.close()
for (const { gateway, data } of sized) {
  await gateway.stop()
  rmSync(data, { recursive: true })
}
process.exit(0)
