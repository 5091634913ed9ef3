import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A real gateway: a process of its own with a fresh store, removed at the end. */
export interface GatewayProcess {
  readonly url: string
  /** Calls `/api/v1/…` with the operator's token; throws what the API complains about. */
  api<T>(method: string, path: string, body?: unknown): Promise<T>
  stop(): Promise<void>
}

const launcher = fileURLToPath(new URL('../../packages/countersign/bin/countersign.js', import.meta.url))
const startLimitMs = 20_000

/** Starts `countersign serve` on a free port of the loopback address and waits until it is ready. */
export async function startGateway(): Promise<GatewayProcess> {
  const data = await mkdtemp(join(tmpdir(), 'countersign-demo-'))
  const url = `http://127.0.0.1:${await freePort()}`
  const args = ['serve', '--port', new URL(url).port, '--data', data, '--log-level', 'warn']
  const child = spawn(process.execPath, [...process.execArgv, launcher, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    await ended
    await rm(data, { recursive: true, force: true })
  }
  try {
    await untilReady(url, () => child.exitCode === null)
  } catch (cause) {
    await stop()
    throw new Error(`The gateway did not start.\n${said}`, { cause })
  }
  const token = (await readFile(join(data, 'token'), 'utf8')).trim()
  return { url, api: (method, path, body) => callApi(url, token, method, path, body), stop }
}

async function untilReady(url: string, alive: () => boolean): Promise<void> {
  const until = Date.now() + startLimitMs
  while (alive() && Date.now() < until) {
    const answer = await fetch(`${url}/readyz`).catch(() => null)
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('not ready')
}

async function callApi<T>(
  url: string,
  token: string,
  method: string,
  path: string,
  body: unknown,
): Promise<T> {
  const response = await fetch(`${url}/api/v1/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
  return text === '' ? (undefined as T) : JSON.parse(text)
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
