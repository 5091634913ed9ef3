import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type StartedGateway, startGateway } from '../packages/gateway/test/harness/start-gateway.ts'
import { startServer } from '../packages/gateway/test/postgres/server.ts'
import { startBenchReceiver } from './deliver-application.ts'
import type { LoadReport } from './deliver-load.ts'
import { secret } from './ingest-load.ts'
import type { LoopReport } from './loop-watch.ts'
import { cpuSeconds, describeMachine, machineLine, residentMiB } from './machine.ts'

// A whole gateway with tens of thousands of destinations: what setting them up costs through the API, one by one and in
// lists; what a start costs; what one change costs beside 1,000 events a second, and how long it holds the main thread;
// what an event for one tenant of all of them costs beside one of ten.
//
//   node --conditions=countersign-source bench/setup-at-scale.ts \
//     [sqlite|postgres] [destinations=50000] [one-by-one=10000] [seconds=20]

const [, , engine = 'sqlite', most = '50000', single = '10000', under = '20'] = process.argv
const size = Number(most)
const oneByOne = Number(single)
/** Of load, in each phase that has some. */
const seconds = Number(under)
const atOnce = 16
const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'))
const loopFile = join(folder, 'loop.json')
const server = engine === 'postgres' ? await startServer({ settings: { max_wal_size: '2GB' } }) : null
const env = {
  ...(server !== null && { COUNTERSIGN_DATABASE_URL: await server.database() }),
  COUNTERSIGN_KEY: Buffer.alloc(32, 7).toString('base64'),
  BENCH_LOOP: loopFile,
  NODE_OPTIONS: `--import=${new URL('./loop-watch.ts', import.meta.url)}`,
}
const start = (): Promise<StartedGateway> =>
  startGateway({ data: join(folder, 'data'), env, args: ['--log-level', 'error'], patienceMs: 180_000 })
const application = await startBenchReceiver()
console.log(machineLine(describeMachine()))
console.log(
  `load average at the start: ${loadavg()
    .map((each) => each.toFixed(1))
    .join(', ')}`,
)
let gateway = await start()

const agent = new Agent({ keepAlive: true })
/** Calls the API over connections that stay; throws where it is refused. */
async function api(method: string, path: string, body: unknown): Promise<Buffer> {
  const url = `${gateway.adminUrl}/api/v1${path}`
  const headers = { authorization: `Bearer ${gateway.token}`, 'content-type': 'application/json' }
  return await new Promise((resolve, reject) => {
    const asked = request(url, { method, headers, agent }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('end', () => {
        const bytes = Buffer.concat(chunks)
        if ((answer.statusCode ?? 500) < 300) resolve(bytes)
        else reject(new Error(`${method} ${path}: ${answer.statusCode} ${bytes.subarray(0, 500)}`))
      })
    })
    asked.on('error', reject)
    asked.end(JSON.stringify(body))
  })
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}

/** How long the main thread was held since this was asked last. */
async function loop(): Promise<LoopReport> {
  rmSync(loopFile, { force: true })
  process.kill(gateway.pid(), 'SIGUSR2')
  while (!existsSync(loopFile)) await new Promise((resolve) => setTimeout(resolve, 20))
  await new Promise((resolve) => setTimeout(resolve, 50))
  return JSON.parse(readFileSync(loopFile, 'utf8')) as LoopReport
}

function held({ p99, longest, collecting, above }: LoopReport): string {
  return (
    `main thread held p99 ${p99.toFixed(1)} ms, at most ${longest.toFixed(1)} ms, ${above} times above 10 ms ` +
    `(collecting garbage: at most ${collecting.longest.toFixed(1)} ms, ${collecting.major.toFixed(1)} ms in a full one)`
  )
}

const destination = (at: number): object => ({
  ...{ name: `d${at}`, tenant: `t${at}`, url: application.url, allowPrivate: true },
})
const route = (at: number): object => ({
  ...{ source: 'bench', destination: `d${at}`, filter: `json.data.roomId == "room-${at}"` },
})
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, at) => from + at)

await api('POST', '/sources', { name: 'bench', scheme: 'webex', secrets: [secret] })
await api('POST', '/sources', { name: 'shop', scheme: 'publish' })

async function inLists(from: number, to: number): Promise<void> {
  for (let at = from; at < to; at += 1000) {
    const those = range(at, Math.min(to, at + 1000))
    await api('POST', '/destinations', { destinations: those.map(destination) })
    await api('POST', '/routes', { routes: those.map(route) })
  }
}

await loop()
const single10k = await timed(async () => {
  for (const at of range(0, oneByOne)) {
    await api('POST', '/destinations', destination(at))
    await api('POST', '/routes', route(at))
  }
})
console.log(
  `${oneByOne} destinations with routes, one by one: ${(single10k / 1000).toFixed(1)} s; ${held(await loop())}`,
)
const manyBegun = cpuSeconds(gateway.pid())
const many = await timed(async () => {
  const left = range(oneByOne, 2 * oneByOne).values()
  const work = async (): Promise<void> => {
    for (const at of left) {
      await api('POST', '/destinations', destination(at))
      await api('POST', '/routes', route(at))
    }
  }
  await Promise.all(range(0, atOnce).map(work))
})
const manyCpu = (cpuSeconds(gateway.pid()) - manyBegun).toFixed(1)
console.log(
  `${oneByOne} more, ${atOnce} at a time: ${(many / 1000).toFixed(1)} s, ${manyCpu} s of processor time; ${held(await loop())}`,
)
const made = 2 * oneByOne
const lists = Math.min(10_000, size - made)
const listsBegun = cpuSeconds(gateway.pid())
const list10k = await timed(() => inLists(made, made + lists))
const listsCpu = (cpuSeconds(gateway.pid()) - listsBegun).toFixed(1)
console.log(
  `${lists} more in lists of 1,000: ${(list10k / 1000).toFixed(1)} s, ${listsCpu} s of processor time; ${held(await loop())}`,
)
await inLists(made + lists, size)
await loop()

/** Posts at a fixed rate to what the provider posts to; events for rooms reach a destination each. */
async function load(perSecond: number, seconds: number, rooms: number): Promise<LoadReport> {
  const args = [new URL(gateway.url).port, perSecond, seconds, rooms, '/in/bench'].map(String)
  const [report] = (await once(fork(new URL('./deliver-load.ts', import.meta.url), args), 'message')) as [
    LoadReport,
  ]
  return report
}

function memory(): string {
  return `resident ${(residentMiB(gateway.pid())?.now ?? 0).toFixed(0)} MiB`
}

async function rest(seconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
}

agent.destroy()
await gateway.stop()
const begun = performance.now()
gateway = await start()
console.log(
  `${size} destinations: a start ${((performance.now() - begun) / 1000).toFixed(2)} s, of which ${cpuSeconds(gateway.pid()).toFixed(1)} s of processor time; ${memory()}`,
)
await rest(seconds / 2)
await loop()
const restCpu = cpuSeconds(gateway.pid())
await rest(seconds)
console.log(
  `at rest: ${((cpuSeconds(gateway.pid()) - restCpu) / (seconds / 100)).toFixed(1)} % of a core; ${held(await loop())}; ${memory()}`,
)

async function changes(count: number, everyMs: number): Promise<number[]> {
  const times: number[] = []
  for (let round = 0; round < count; round++) {
    const ms = await timed(() =>
      api('PATCH', `/destinations/d${(round * 7919) % size}`, { paused: round % 2 === 0 }),
    )
    times.push(ms)
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, everyMs - ms)))
  }
  return times.sort((one, other) => one - other)
}
const of = (times: readonly number[], part: number): string =>
  (times[Math.floor((times.length - 1) * part)] ?? 0).toFixed(1)

await load(500, 3, 50)
const alone = await changes(200, 50)
console.log(`a PATCH alone: median ${of(alone, 0.5)} ms, p99 ${of(alone, 0.99)} ms; ${held(await loop())}`)
const quiet = await load(1000, seconds, 50)
console.log(
  `1,000 events/s without a change: answered in ${quiet.medianMs} ms, p99 ${quiet.p99Ms} ms, at most ${quiet.longestMs.toFixed(0)} ms; ${held(await loop())}`,
)
const [busy, changed] = await Promise.all([load(1000, seconds, 50), changes(15 * seconds, 60)])
console.log(
  `a PATCH beside 1,000 events/s: median ${of(changed, 0.5)} ms, p99 ${of(changed, 0.99)} ms; events answered in ${busy.medianMs} ms, p99 ${busy.p99Ms} ms, at most ${busy.longestMs.toFixed(0)} ms, ${busy.bad} refused; ${held(await loop())}; ${memory()}`,
)

/** Processor time of the gateway for an event that is published for one tenant, in µs. */
async function perEvent(tenants: number): Promise<number> {
  const rounds = 20
  const before = cpuSeconds(gateway.pid())
  for (let round = 0; round < rounds; round++)
    await api('POST', '/events', {
      events: range(0, 500).map((at) => ({
        ...{ source: 'shop', type: 'order.paid', data: { at }, tenant: `t${(round * 500 + at) % tenants}` },
      })),
    })
  await rest(3)
  return ((cpuSeconds(gateway.pid()) - before) / (rounds * 500)) * 1e6
}
const costs: Record<string, string[]> = { ten: [], all: [] }
for (let pair = 0; pair < 3; pair++) {
  costs.ten?.push((await perEvent(10)).toFixed(0))
  costs.all?.push((await perEvent(size)).toFixed(0))
}
console.log(
  `an event for one tenant, published and delivered: ${costs.ten?.join(', ')} µs for 10 of them, ${costs.all?.join(', ')} µs for each of ${size}; ${memory()}`,
)

application.close()
await gateway.stop()
await server?.close()
rmSync(folder, { recursive: true })
process.exit(0)
