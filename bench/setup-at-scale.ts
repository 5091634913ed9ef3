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

// A whole gateway with tens of thousands of destinations: what setting them up costs through the API, one by one, many
// at once and in lists; what a start costs; what one change costs alone and beside 1,000 events a second, and how long it
// holds the main thread; what an event for one tenant of all of them costs beside one of ten.
//
//   node --conditions=countersign-source bench/setup-at-scale.ts \
//     [sqlite|postgres] [destinations=50000] [part …]
//
// Parts: one-by-one, at-once, lists, start, changes, fan-out. Default: all. Whatever is there at the end of a part stays for
// those behind it, which fill up in lists what they lack. No part goes on for longer than four minutes: it then tells how
// much it made.

const names = ['one-by-one', 'at-once', 'lists', 'start', 'changes', 'fan-out'] as const
const [, , engine = 'sqlite', most = '50000', ...asked] = process.argv
const size = Number(most)
const parts = new Set(asked.length === 0 ? names : asked)
for (const part of parts)
  if (!(names as readonly string[]).includes(part)) throw new Error(`There is no part "${part}".`)
/** Destinations that a part makes. */
const made = Math.min(10_000, Math.floor(size / 4))
const longestPartMs = 240_000
/** Of load, in each phase that has some. */
const seconds = 20
const atOnce = 16
const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'))
const loopFile = join(folder, 'loop.json')
const server = engine === 'postgres' ? await startServer({ settings: { max_wal_size: '2GB' } }) : null
const env = {
  ...(server !== null && { COUNTERSIGN_DATABASE_URL: await server.database() }),
  COUNTERSIGN_KEY: Buffer.alloc(32, 7).toString('base64'),
  BENCH_LOOP: loopFile,
  NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --import=${new URL('./loop-watch.ts', import.meta.url)}`,
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

/** By the clock, and processor time of the gateway, in seconds. */
async function timed(work: () => Promise<unknown>): Promise<{ readonly took: number; readonly cpu: number }> {
  const [begun, before] = [performance.now(), cpuSeconds(gateway.pid())]
  await work()
  return { took: (performance.now() - begun) / 1000, cpu: cpuSeconds(gateway.pid()) - before }
}

/** How long the main thread was held since this was asked last. */
async function loop(): Promise<LoopReport> {
  rmSync(loopFile, { force: true })
  process.kill(gateway.pid(), 'SIGUSR2')
  while (!existsSync(loopFile)) await new Promise((resolve) => setTimeout(resolve, 20))
  await new Promise((resolve) => setTimeout(resolve, 50))
  return JSON.parse(readFileSync(loopFile, 'utf8')) as LoopReport
}

function held({ p99, longest, collecting, above, worked }: LoopReport): string {
  return (
    `main thread held p99 ${p99.toFixed(1)} ms, at most ${longest.toFixed(1)} ms, ${above} times above 10 ms; ` +
    `of processor time at most ${worked.longest.toFixed(1)} ms, ${worked.above} times above 10 ms ` +
    `(collecting garbage: at most ${collecting.longest.toFixed(1)} ms, ${collecting.major.toFixed(1)} ms in a full one)`
  )
}

const destination = (at: number): object => ({
  ...{ name: `d${at}`, tenant: `t${at}`, url: application.url, allowPrivate: true },
  routes: [{ source: 'bench', filter: `json.data.roomId == "room-${at}"` }],
})
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, at) => from + at)

await api('POST', '/sources', { name: 'bench', scheme: 'webex', secrets: [secret] })
await api('POST', '/sources', { name: 'shop', scheme: 'publish' })
/** Destinations that there are. */
let there = 0

/** Makes more, so many requests at a time, each by itself; ends when its time is over. */
async function single(workers: number): Promise<number> {
  const end = performance.now() + longestPartMs
  const [from, left] = [there, range(there, Math.min(size, there + made)).values()]
  await Promise.all(
    range(0, workers).map(async () => {
      for (const at of left) {
        await api('POST', '/destinations', destination(at))
        there = Math.max(there, at + 1)
        if (performance.now() > end) break
      }
    }),
  )
  return there - from
}

async function inLists(upTo: number): Promise<void> {
  for (; there < upTo; there = Math.min(upTo, there + 1000))
    await api('POST', '/destinations', {
      destinations: range(there, Math.min(upTo, there + 1000)).map(destination),
    })
}

const spent = ({ took, cpu }: { took: number; cpu: number }): string =>
  `${took.toFixed(1)} s, ${cpu.toFixed(1)} s of processor time`

await loop()
for (const [part, workers, how] of [
  ['one-by-one', 1, 'one after the other'],
  ['at-once', atOnce, `${atOnce} at a time`],
] as const) {
  if (!parts.has(part)) continue
  let count = 0
  const cost = await timed(async () => {
    count = await single(workers)
  })
  console.log(`${count} destinations with routes, ${how}: ${spent(cost)}; ${held(await loop())}`)
}
if (parts.has('lists')) {
  const before = there
  const cost = await timed(() => inLists(Math.min(size, there + made)))
  console.log(`${there - before} with routes in lists of 1,000: ${spent(cost)}; ${held(await loop())}`)
}

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

if (parts.has('start') || parts.has('changes') || parts.has('fan-out')) {
  await inLists(size)
  agent.destroy()
  await gateway.stop()
  const begun = performance.now()
  gateway = await start()
  console.log(
    `${size} destinations: a start ${((performance.now() - begun) / 1000).toFixed(2)} s, of which ${cpuSeconds(gateway.pid()).toFixed(1)} s of processor time; ${memory()}`,
  )
}
if (parts.has('start')) {
  await rest(seconds / 2)
  await loop()
  const before = cpuSeconds(gateway.pid())
  await rest(seconds)
  console.log(
    `at rest: ${((cpuSeconds(gateway.pid()) - before) / (seconds / 100)).toFixed(1)} % of a core; ${held(await loop())}; ${memory()}`,
  )
}

async function changes(count: number, everyMs: number): Promise<number[]> {
  const times: number[] = []
  for (let round = 0; round < count; round++) {
    const begun = performance.now()
    // Each is resumed before the next is paused.
    await api('PATCH', `/destinations/d${((round >> 1) * 7919) % size}`, { paused: round % 2 === 0 })
    const ms = performance.now() - begun
    times.push(ms)
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, everyMs - ms)))
  }
  return times.sort((one, other) => one - other)
}
const of = (times: readonly number[], part: number): string =>
  (times[Math.floor((times.length - 1) * part)] ?? 0).toFixed(1)

if (parts.has('changes')) {
  await load(500, 3, 50)
  // The first of a process, which compile what the others run.
  await changes(100, 20)
  await loop()
  let alone: number[] = []
  const aloneCost = await timed(async () => {
    alone = await changes(400, 25)
  })
  console.log(
    `a PATCH alone: median ${of(alone, 0.5)} ms, p99 ${of(alone, 0.99)} ms, ${((aloneCost.cpu / alone.length) * 1000).toFixed(1)} ms of processor time; ${held(await loop())}`,
  )
  const quiet = await load(1000, seconds, 50)
  console.log(
    `1,000 events/s without a change: answered in ${quiet.medianMs} ms, p99 ${quiet.p99Ms} ms, at most ${quiet.longestMs.toFixed(0)} ms; ${held(await loop())}`,
  )
  const [busy, changed] = await Promise.all([load(1000, seconds, 50), changes(15 * seconds, 60)])
  console.log(
    `a PATCH beside 1,000 events/s: median ${of(changed, 0.5)} ms, p99 ${of(changed, 0.99)} ms; events answered in ${busy.medianMs} ms, p99 ${busy.p99Ms} ms, at most ${busy.longestMs.toFixed(0)} ms, ${busy.bad} refused; ${held(await loop())}; ${memory()}`,
  )
}

const rounds = 20
/** What is published for each of all goes on where it ended the last time. */
let published = 0
/** Processor time of the gateway for an event that is published for one tenant, in µs; until its lanes are at rest. */
async function perEvent(tenants: number): Promise<number> {
  const { cpu } = await timed(async () => {
    for (let round = 0; round < rounds; round++, published += 500)
      await api('POST', '/events', {
        events: range(published, published + 500).map((at) => ({
          ...{ source: 'shop', type: 'order.paid', data: { at }, tenant: `t${at % tenants}` },
        })),
      })
    await rest(8)
  })
  return (cpu / (rounds * 500)) * 1e6
}
if (parts.has('fan-out')) {
  await perEvent(10)
  const costs: Record<string, string[]> = { ten: [], all: [] }
  for (let pair = 0; pair < 4; pair++) {
    costs.ten?.push((await perEvent(10)).toFixed(0))
    costs.all?.push((await perEvent(size)).toFixed(0))
  }
  console.log(
    `an event for one tenant, published and delivered: ${costs.ten?.join(', ')} µs for 10 of them, ${costs.all?.join(', ')} µs for each of ${size}; ${memory()}`,
  )
}

application.close()
agent.destroy()
await gateway.stop()
await server?.close()
rmSync(folder, { recursive: true })
process.exit(0)
