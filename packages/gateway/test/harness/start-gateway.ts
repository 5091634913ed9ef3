import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type RunningGateway, runningFile } from '../../src/process/running-file.ts'
import { scratchFolder } from './scratch-folder.ts'

/** What a call of the API answered. */
export interface ApiAnswer {
  readonly status: number
  readonly headers: Headers
  readonly bytes: Buffer
  /** JSON where it is, else text: tests look into answers of every shape. */
  readonly body: ReturnType<typeof JSON.parse>
}

/** A gateway that a test has started as users do: `countersign serve`, a keeper and its gateway process. */
export interface StartedGateway {
  /** Where ingest, and on loopback all else, is served. */
  readonly url: string
  /** Where the API is served. */
  readonly adminUrl: string
  readonly token: string
  readonly data: string
  /** Calls the API with the operator's token; a body that is not bytes is sent as JSON. */
  api(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<ApiAnswer>
  /** Posts to `/in/{path}`. */
  post(path: string, body: Uint8Array | string, headers?: Record<string, string>): Promise<Response>
  /** What it has written so far. */
  output(): { readonly stdout: string; readonly stderr: string }
  /** The process id of the gateway behind the keeper, now. */
  pid(): number
  /** Kills the gateway process with -9; the keeper starts another. Resolves once that one is ready. */
  kill9(): Promise<void>
  /** Sends a signal to the keeper. */
  signal(name: NodeJS.Signals): void
  /** Ends it as SIGTERM does; answers the exit code. The data folder stays until `remove`. */
  stop(): Promise<number | null>
  /** Kills what is left of it and removes the data folder, where the harness made it. */
  remove(): Promise<void>
}

/** How to start it. */
export interface StartOptions {
  /** Further arguments of `serve`. */
  readonly args?: readonly string[]
  /** Variables of the environment. */
  readonly env?: Readonly<Record<string, string>>
  /** A data folder to use again; without it one is made in the temporary folder. */
  readonly data?: string
  /** How long it may take to be up, in ms. Default: 30,000. */
  readonly patienceMs?: number
  /** The launcher of another checkout, such as one of a version before. Default: this one's. */
  readonly launcher?: string
}

/** The launcher, as npm links it. */
export const launcher: string = fileURLToPath(new URL('../../bin/countersign.js', import.meta.url))
const startPatienceMs = 55_000
const sharedToken = 'cst_the-token-of-all-gateways-on-one-database'

/** Runs one command line to its end. */
export async function runCommand(
  args: readonly string[],
  options: { env?: Readonly<Record<string, string>>; input?: string | Uint8Array } = {},
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawnCountersign(args, options.env)
  const output = gather(child)
  // A command that ends before it has read its input closes the pipe.
  child.stdin?.on('error', () => undefined)
  child.stdin?.end(options.input ?? '')
  const code = await exitOf(child)
  return { code, ...output() }
}

/** Starts a gateway on a free port and waits until it is ready. */
export async function startGateway(options: StartOptions = {}): Promise<StartedGateway> {
  const data = options.data ?? scratchFolder('countersign-data-')
  const own = options.data === undefined
  // Gateways on a shared database are given one.
  const shared =
    options.env?.COUNTERSIGN_DATABASE_URL !== undefined || options.args?.includes('--database-url') === true
  const tokenFile = options.env?.COUNTERSIGN_ADMIN_TOKEN_FILE
  const given = shared && tokenFile === undefined
  const env = { ...(given && { COUNTERSIGN_ADMIN_TOKEN: sharedToken }), ...options.env }
  await rm(join(data, 'running.json'), { force: true })
  const args = ['serve', '--port', '0', '--data', data, ...(options.args ?? [])]
  const child = spawnCountersign(args, env, options.launcher)
  const output = gather(child)
  const exited = exitOf(child)
  const running = await untilRunning(data, child, output, options.patienceMs ?? startPatienceMs)
  const token = env.COUNTERSIGN_ADMIN_TOKEN ?? readFileSync(tokenFile ?? join(data, 'token'), 'utf8').trim()
  const pid = (): number => readRunning(data)?.pid ?? 0
  return {
    url: running.ingestUrl,
    adminUrl: running.url,
    token,
    data,
    output,
    pid,
    async api(method, path, body, headers = {}) {
      const raw = body instanceof Uint8Array || typeof body === 'string'
      const response = await fetch(`${running.url}/api/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body !== undefined && !raw && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && {
          body: raw ? (body as Uint8Array<ArrayBuffer> | string) : JSON.stringify(body),
        }),
      })
      const bytes = Buffer.from(await response.arrayBuffer())
      await readPipes()
      const text = bytes.toString()
      const json = /[/+]json/.test(response.headers.get('content-type') ?? '') && text !== ''
      return {
        status: response.status,
        headers: response.headers,
        bytes,
        body: json ? JSON.parse(text) : text,
      }
    },
    async post(path, body, headers = {}) {
      const response = await fetch(`${running.ingestUrl}/in/${path}`, {
        method: 'POST',
        body: body as Uint8Array<ArrayBuffer>,
        headers,
      })
      await readPipes()
      return response
    },
    async kill9() {
      const victim = pid()
      process.kill(victim, 'SIGKILL')
      const deadline = Date.now() + startPatienceMs
      while (pid() === victim) {
        if (Date.now() > deadline) throw new Error(`No other gateway came up.\n${output().stdout}`)
        await wait(10)
      }
    },
    signal: (name) => void child.kill(name),
    async stop() {
      child.kill('SIGTERM')
      return await exited
    },
    async remove() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL')
        await exited
      }
      if (own) await rm(data, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
    },
  }
}

function spawnCountersign(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  program = launcher,
): ChildProcess {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('COUNTERSIGN_'))
  return spawn(process.execPath, [program, ...args], {
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
}

/** What was logged before an answer lies in the pipe when that has come, and is read within a turn. */
function readPipes(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

function gather(child: ChildProcess): () => { stdout: string; stderr: string } {
  const texts = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (chunk: string) => {
      texts[name] += chunk
    })
  }
  return () => ({ ...texts })
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('close', (code) => resolve(code)))
}

async function untilRunning(
  data: string,
  child: ChildProcess,
  output: () => { stdout: string; stderr: string },
  patienceMs: number,
): Promise<Running> {
  const deadline = Date.now() + patienceMs
  for (;;) {
    const running = existsSync(data) ? readRunning(data) : null
    // The keeper's last word at a start is its banner.
    if (running !== null && output().stderr.includes('Countersign is up')) return running
    if (child.exitCode !== null)
      throw new Error(`The gateway ended with ${child.exitCode}: ${output().stderr}`)
    if (Date.now() > deadline) throw new Error(`The gateway did not start: ${output().stderr}`)
    await wait(10)
  }
}

/** As every version writes it down. */
type Running = Pick<RunningGateway, 'url' | 'ingestUrl' | 'pid'>

/** Null where it is not there, or not whole yet. */
function readRunning(data: string): Running | null {
  try {
    return JSON.parse(readFileSync(runningFile(data), 'utf8')) as Running
  } catch {
    return null
  }
}
