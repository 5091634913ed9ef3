import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'

/** A keeper with its gateway, as two real processes. */
export interface Kept {
  readonly port: number
  readonly process: ChildProcess
  /** The gateway's process id now; resolves when one is ready. */
  gateway(): Promise<number>
  /** Kills the gateway with -9 and resolves when another is ready. */
  kill(): Promise<void>
  /** The keeper's exit code. */
  readonly exited: Promise<number | null>
}

export async function startKept(env: Record<string, string> = {}): Promise<Kept> {
  const child = spawn(process.execPath, [new URL('./run-keeper.ts', import.meta.url).pathname], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const exited = once(child, 'exit').then(([code]) => code as number | null)
  let pid: number | null = null
  let waiting: ((pid: number) => void)[] = []
  const port = await new Promise<number>((resolve) => {
    child.on('message', (message: { port?: number; gateway?: number }) => {
      if (message.port !== undefined) resolve(message.port)
      if (message.gateway === undefined) return
      pid = message.gateway
      for (const go of waiting) go(pid)
      waiting = []
    })
  })
  const next = (): Promise<number> => new Promise((resolve) => waiting.push(resolve))
  const gateway = async (): Promise<number> => pid ?? (await next())
  return {
    port,
    process: child,
    exited,
    gateway,
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
  options: { body?: string | Buffer; agent?: Agent; method?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { body = '', agent = new Agent(), method = 'POST', headers = {} } = options
    const sent = request({
      port,
      path,
      method,
      agent,
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
