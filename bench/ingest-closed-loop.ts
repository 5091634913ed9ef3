import { execFile } from 'node:child_process'
import { closeSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { requestBytes } from './ingest-load.ts'

const connections = 64
const warmUpSeconds = 3
/** No more than this is taken in, so that no request is sent twice to one store. */
const mostPerSecond = 40_000
const script = fileURLToPath(new URL('./ingest-wrk.lua', import.meta.url))

/** What one closed loop showed. */
export interface ClosedLoop {
  /** Requests a second. */
  readonly rate: number
  /** CPU time of the server's processes for each request, in µs; null where there is no /proc. */
  readonly cpuMicros: number | null
  readonly report: string
}

/** Requests as `ingest-wrk.lua` reads them; `file` should lie in memory, so that the disk is left alone. */
export function writeRequests(file: string, seconds: number, forged: boolean): string {
  const handle = openSync(file, 'w')
  const count = forged ? 50_000 : (warmUpSeconds + seconds) * mostPerSecond
  for (let made = 0; made < count; made++) {
    const bytes = requestBytes(forged)
    writeSync(handle, Buffer.concat([Buffer.from(String(bytes.length).padStart(8, '0')), bytes]))
  }
  closeSync(handle)
  return file
}

/**
 * 64 connections that each wait for their answer, after a warm-up. On a machine that others use too the
 * rate says little and the CPU time much.
 */
export async function closedLoop(
  port: number,
  pid: number,
  file: string,
  seconds: number,
): Promise<ClosedLoop> {
  await wrk(port, file, warmUpSeconds, 0)
  const before = cpuMillis(pid)
  const stdout = await wrk(port, file, seconds, warmUpSeconds * mostPerSecond)
  const after = cpuMillis(pid)
  const count = Number(/(\d+) requests in/.exec(stdout)?.[1])
  const cpuMicros = before === null || after === null ? null : (1000 * (after - before)) / count
  const rate = Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1])
  const wrong = /Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1] ?? '0'
  const errors = /Socket errors: (.*)/.exec(stdout)?.[1] ?? 'none'
  const p99 = /99%\s+(\S+)/.exec(stdout)?.[1]
  const cpu = cpuMicros === null ? '' : `, CPU ${cpuMicros.toFixed(1)} µs each`
  const report = `${Math.round(rate)}/s, p99 ${p99}, not 2xx ${wrong}, socket errors ${errors}${cpu}`
  return { rate, cpuMicros, report }
}

async function wrk(port: number, file: string, seconds: number, skip: number): Promise<string> {
  const address = `http://127.0.0.1:${port}/in/bench`
  const { stdout } = await promisify(execFile)(
    'wrk',
    ['-t1', `-c${connections}`, `-d${seconds}s`, '--latency', '-s', script, address],
    { env: { ...process.env, REQUESTS: file, SKIP: String(skip) } },
  )
  return stdout
}

/** CPU time so far of a process and its children, in ms: fields 14 and 15 of `proc(5)`'s stat, in hundredths. */
function cpuMillis(pid: number): number | null {
  try {
    const pids = [
      pid,
      ...readdirSync('/proc')
        .map(Number)
        .filter((other) => other > 0 && parentOf(other) === pid),
    ]
    return pids.reduce((sum, each) => sum + 10 * (Number(stat(each)[11]) + Number(stat(each)[12])), 0)
  } catch {
    return null
  }
}

function parentOf(pid: number): number {
  try {
    return Number(stat(pid)[1])
  } catch {
    return 0
  }
}

/** The fields from the third on, behind the name in parentheses, which may hold anything. */
function stat(pid: number): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
  return text.slice(text.lastIndexOf(')') + 2).split(' ')
}
