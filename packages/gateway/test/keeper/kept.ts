import { type ChildProcess, spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { Agent, request } from 'node:http'

/** A keeper with its gateway, as two real processes. */
export interface Kept {
  readonly port: number
  readonly process: ChildProcess
  /** The gateway's process id now; resolves when one is ready. */
  gateway(): Promise<number>
  /** Kills the gateway with -9 and resolves when another is ready. */
  kill(): Promise<void>
  /** The process ids of all gateways that were ready, one after the other. */
  readonly gateways: readonly number[]
  /** What it has warned of. */
  readonly warnings: readonly string[]
  /** Lines of its gateways, where `TELL` is set: `starts PID`, `asked URL` and, of a body, `got BYTES URL`. */
  readonly told: readonly string[]
  /** Sends the keeper a SIGHUP; over when it has acted on it. */
  hangUp(): Promise<void>
  /** Over when the keeper has looked so many times more whether its gateway hangs, which is each second. */
  looks(count: number): Promise<void>
  /** Where `START` is `held`: over when so many gateways in all have begun to start; with the last one's process id. */
  starts(count: number): Promise<number>
  /** Likewise, and lets that one come up. */
  letStart(count: number): Promise<void>
  /** The keeper's exit code. */
  readonly exited: Promise<number | null>
}

interface Said {
  readonly port?: number
  readonly gateway?: number
  readonly warned?: string
  readonly hungUp?: true
  readonly tick?: true
}

/** @param openFiles - the limit of open files; default: that of this process */
export async function startKept(env: Record<string, string> = {}, openFiles?: number): Promise<Kept> {
  const command = [process.execPath, new URL('./run-keeper.ts', import.meta.url).pathname]
  const limited = ['sh', '-c', `ulimit -n ${openFiles} && exec "$@"`, 'sh', ...command]
  const [file = '', ...args] = openFiles === undefined ? command : limited
  const gateways: number[] = []
  const warnings: string[] = []
  const told: string[] = []
  const events = new EventEmitter()
  const child = spawn(file, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  let line = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const lines = (line + text).split('\n')
    line = lines.pop() ?? ''
    told.push(...lines)
    events.emit('told')
  })
  const exited = once(child, 'exit').then(([code]) => code as number | null)
  let pid: number | null = null
  let waiting: ((pid: number) => void)[] = []
  const port = await new Promise<number>((resolve) => {
    child.on('message', (message: Said) => {
      if (message.hungUp) events.emit('hungUp')
      if (message.tick) events.emit('tick')
      if (message.warned !== undefined) warnings.push(message.warned)
      if (message.port !== undefined) resolve(message.port)
      if (message.gateway === undefined) return
      pid = message.gateway
      gateways.push(pid)
      for (const go of waiting) go(pid)
      waiting = []
    })
  })
  const next = (): Promise<number> => new Promise((resolve) => waiting.push(resolve))
  const gateway = async (): Promise<number> => pid ?? (await next())
  async function starts(count: number): Promise<number> {
    for (;;) {
      const begun = told.filter((text) => text.startsWith('starts '))
      if (begun.length > count) throw new Error(`${begun.length} gateways were started`)
      if (begun.length === count) return Number(begun.at(-1)?.slice('starts '.length))
      await once(events, 'told')
    }
  }
  return {
    port,
    process: child,
    exited,
    gateways,
    warnings,
    told,
    gateway,
    async hangUp() {
      const acted = once(events, 'hungUp')
      child.kill('SIGHUP')
      await acted
    },
    async looks(count) {
      for (let seen = 0; seen < count; seen++) await once(events, 'tick')
    },
    starts,
    letStart: async (count) => void process.kill(await starts(count), 'SIGUSR2'),
    async kill() {
      const victim = await gateway()
      const successor = next()
      process.kill(victim, 'SIGKILL')
      await successor
    },
  }
}

export interface Answer {
  readonly status: number
  readonly body: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

/** One request; rejects with what the socket says. */
export function ask(
  port: number,
  path: string,
  options: {
    body?: string | Buffer
    agent?: Agent
    method?: string
    headers?: Record<string, string>
    /** The address to come from. */
    from?: string
    /** How long the caller waits, in ms; default: for ever. */
    patienceMs?: number
  } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { body = '', agent = new Agent(), method = 'POST', headers = {}, from, patienceMs } = options
    const sent = request({
      port,
      path,
      method,
      agent,
      ...(from !== undefined && { host: '127.0.0.1', localAddress: from }),
      ...(patienceMs !== undefined && { signal: AbortSignal.timeout(patienceMs) }),
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    })
    sent.on('error', reject)
    sent.on('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          body: Buffer.concat(chunks).toString('latin1'),
          headers: response.headers,
        }),
      )
    })
    sent.end(body)
  })
}
