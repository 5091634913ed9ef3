/**
 * What it costs to take events in: verified, deduplicated and on disk before the answer, beside a bare
 * Fastify server that reads the same body and answers the same JSON. Needs `wrk` (a Debian package).
 *
 *     node --conditions=countersign-source bench/ingest.ts [seconds of each closed loop] [seconds of the open loop]
 */
import { type ChildProcess, execFile, fork } from 'node:child_process'
import {
  closeSync,
  existsSync,
  fdatasyncSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { requestBytes } from './ingest-load.ts'
import { openLoop } from './ingest-open-loop.ts'

const seconds = Number(process.argv[2] ?? '10')
const openSeconds = Number(process.argv[3] ?? '30')
const connections = 64
const folder = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'countersign-bench-'))
const warmUpSeconds = 3
/** No more than this is taken in, so that no request is sent twice to one store. */
const mostPerSecond = 40_000
const requestFolder = existsSync('/dev/shm') ? mkdtempSync('/dev/shm/countersign-bench-') : folder
const wrkScript = fileURLToPath(new URL('./ingest-wrk.lua', import.meta.url))

interface Served {
  readonly port: number
  readonly process: ChildProcess
}

function serve(file: string, args: string[] = []): Promise<Served> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args, {
    execArgv: ['--conditions=countersign-source', '--disable-warning=ExperimentalWarning'],
  })
  return new Promise((resolve, reject) => {
    child.once('message', (message: { port: number }) => resolve({ port: message.port, process: child }))
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}`)))
  })
}

async function stop(served: Served): Promise<void> {
  const over = new Promise((resolve) => served.process.once('exit', resolve))
  served.process.kill('SIGTERM')
  await over
}

/** Requests as `ingest-wrk.lua` reads them; in memory where there is a place, so that the disk is left alone. */
function writeRequests(name: string, count: number, forged: boolean): string {
  const file = join(requestFolder, name)
  const handle = openSync(file, 'w')
  for (let made = 0; made < count; made++) {
    const bytes = requestBytes(forged)
    writeSync(handle, Buffer.concat([Buffer.from(String(bytes.length).padStart(8, '0')), bytes]))
  }
  closeSync(handle)
  return file
}

/** Requests a second, at 64 connections that each wait for their answer, after a warm-up. */
async function closedLoop(port: number, file: string): Promise<{ rate: number; report: string }> {
  await wrk(port, file, warmUpSeconds, 0)
  const stdout = await wrk(port, file, seconds, warmUpSeconds * mostPerSecond)
  const rate = Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1])
  const wrong = /Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1] ?? '0'
  const errors = /Socket errors: (.*)/.exec(stdout)?.[1] ?? 'none'
  const p99 = /99%\s+(\S+)/.exec(stdout)?.[1]
  return { rate, report: `${Math.round(rate)}/s, p99 ${p99}, not 2xx ${wrong}, socket errors ${errors}` }
}

async function wrk(port: number, file: string, forSeconds: number, skip: number): Promise<string> {
  const address = `http://127.0.0.1:${port}/in/bench`
  const { stdout } = await promisify(execFile)(
    'wrk',
    ['-t1', `-c${connections}`, `-d${forSeconds}s`, '--latency', '-s', wrkScript, address],
    { env: { ...process.env, REQUESTS: file, SKIP: String(skip) } },
  )
  return stdout
}

function fsyncMs(): number {
  const file = join(folder, 'fsync')
  writeFileSync(file, '')
  const handle = openSync(file, 'a')
  const page = Buffer.alloc(4096, 1)
  const begun = performance.now()
  for (let turn = 0; turn < 200; turn++) {
    writeSync(handle, page)
    fdatasyncSync(handle)
  }
  closeSync(handle)
  return (performance.now() - begun) / 200
}

const say = (name: string, text: string): void => console.log(`${name.padEnd(34)} ${text}`)
try {
  say('machine', `${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.version}`)
  say('fdatasync of 4 KiB', `${fsyncMs().toFixed(2)} ms`)

  const genuine = writeRequests('true', (warmUpSeconds + seconds) * mostPerSecond, false)
  const forged = writeRequests('forged', 50_000, true)

  const bare = await serve('./ingest-bare.ts')
  const floor = await closedLoop(bare.port, genuine)
  await stop(bare)
  say('bare Fastify', floor.report)

  const direct = await serve('./ingest-gateway.ts', [join(folder, 'direct')])
  const directTrue = await closedLoop(direct.port, genuine)
  say('ingest, no keeper', directTrue.report)
  const directForged = await closedLoop(direct.port, forged)
  say('ingest, no keeper, forged', directForged.report)
  await stop(direct)

  const kept = await serve('./ingest-keeper.ts', [join(folder, 'kept')])
  const keptTrue = await closedLoop(kept.port, genuine)
  say('ingest through the keeper', keptTrue.report)
  const keptForged = await closedLoop(kept.port, forged)
  say('ingest through the keeper, forged', keptForged.report)
  const share = (rate: number): string => `${((100 * rate) / floor.rate).toFixed(0)} % of bare Fastify`
  say('ratio, no keeper', share(directTrue.rate))
  say('ratio through the keeper', `${share(keptTrue.rate)} (at least 30, the goal is 40)`)
  say('refusing / accepting', `${(keptForged.rate / keptTrue.rate).toFixed(2)} × (more than 1)`)

  const open = await openLoop(kept.port, 5000, openSeconds)
  say(`open loop, 5,000/s for ${openSeconds} s`, open)
  await stop(kept)
} finally {
  rmSync(folder, { recursive: true, force: true })
  rmSync(requestFolder, { recursive: true, force: true })
}
