import { type ChildProcess, spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { readRunning } from '../../src/process/running-file.ts'
import { launcher, runCommand } from '../harness/start-gateway.ts'

// A service whose sockets somebody else holds, as systemd does: who calls while it is away waits in their queue.

const restarts = Number(process.env.COUNTERSIGN_TEST_RESTARTS ?? '2')
const perSecond = restarts > 2 ? 500 : 100
const secret = 'a-secret-of-ours'
const left: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const remove of left.splice(0).reverse()) await remove()
})

/**
 * Starts the service over and over, as systemd does with `Restart=always`, and passes it descriptors from 3 on.
 * `LISTEN_PID` is the process that the shell becomes.
 */
const supervisor = `
while [ ! -e "$STOP" ]; do
  sh -c 'echo $$ > "$KEEPER"; LISTEN_PID=$$ exec "$@"' sh "$@"
done`

interface Service {
  readonly data: string
  readonly ports: readonly number[]
  keeper(): number
  url(): string | undefined
}

/** @param names - of the sockets: `LISTEN_FDNAMES` */
async function startService(names: readonly string[], args: readonly string[]): Promise<Service> {
  const folder = await mkdtemp(join(tmpdir(), 'cs-act-'))
  const [data, stop, keeper] = ['data', 'stop', 'keeper'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  const servers = await Promise.all(names.map(() => listening()))
  const ports = servers.map((server) => (server.address() as { port: number }).port)
  const env = {
    ...{ ...process.env, STOP: stop, KEEPER: keeper },
    ...{ LISTEN_FDS: String(names.length), LISTEN_FDNAMES: names.join(':') },
  }
  const command = [process.execPath, launcher, 'serve', '--data', data, ...args]
  const stdio = ['ignore', 'ignore', 'inherit', ...servers.map(descriptorOf)] as const
  const child: ChildProcess = spawn('sh', ['-c', supervisor, 'sh', ...command], { env, stdio: [...stdio] })
  // The shell holds them from now on, and takes nobody in; this process would.
  for (const server of servers) server.close()
  const pid = (): number => Number(readFileSync(keeper, 'utf8'))
  left.push(async () => {
    await writeFile(stop, '')
    process.kill(pid(), 'SIGKILL')
    await new Promise((resolve) => child.once('exit', resolve))
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  })
  return { data, ports, keeper: pid, url: () => readRunning(data)?.ingestUrl }
}

async function listening(): Promise<Server> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, resolve))
  return server
}

/** Node tells it by this alone. */
function descriptorOf(server: Server): number {
  return (server as unknown as { _handle: { fd: number } })._handle.fd
}

/** Posts one event on a connection of its own; the status, or what the socket says. */
function post(port: number, number: number): Promise<number | string> {
  const body = JSON.stringify({ number })
  const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
  return new Promise((resolve) => {
    const sent = request({
      ...{ port, host: '127.0.0.1', path: '/in/hub', method: 'POST', agent: new Agent() },
      headers: {
        'content-type': 'application/json',
        'x-hub-signature-256': signature,
        'x-github-event': 'push',
        'x-github-delivery': `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
      },
    })
    sent.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    sent.on('response', (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode ?? 0))
      response.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    })
    sent.end(body)
  })
}

test(`nobody is refused over ${restarts} restarts under ${perSecond} events a second, kill -9 of the keeper among them`, async () => {
  const { ports, keeper, url } = await startService(
    ['countersign.socket'],
    ['--source', 'hub=github', '--secret', secret],
  )
  const port = ports[0] ?? 0
  await expect.poll(url).toBe(`http://127.0.0.1:${port}`)
  const again: ReadonlySet<number | string> = new Set(['ECONNRESET', 'EPIPE', 503])
  const counts = new Map<number | string, number>()
  const outcomes: Promise<number | string>[] = []
  let going = true
  // As many descriptors as this process has at the least, less its own: a machine that is slow is sent to more slowly.
  const mostOpen = 700
  let open = 0
  const sending = (async () => {
    const began = performance.now()
    while (going) {
      while (open < mostOpen && outcomes.length < ((performance.now() - began) / 1000) * perSecond) {
        open++
        outcomes.push(deliver(port, outcomes.length).finally(() => open--))
      }
      await wait(10)
    }
  })()
  for (let turn = 0; turn < restarts; turn++) {
    await wait(500)
    const before = keeper()
    process.kill(before, turn % 2 === 0 ? 'SIGTERM' : 'SIGKILL')
    await expect.poll(keeper).not.toBe(before)
    // The next one is up once a caller has been answered.
    expect(await deliver(port, 1_000_000 + turn)).toBe(200)
  }
  going = false
  await sending
  expect([...new Set(await Promise.all(outcomes))]).toEqual([200])
  console.info(`${outcomes.length} events, 0 refused; came again: ${JSON.stringify([...counts])}`)

  /** As providers do: what was cut off, or told to, comes again. What was refused does not. */
  async function deliver(to: number, number: number): Promise<number | string> {
    for (;;) {
      const outcome = await post(to, number)
      if (!again.has(outcome)) return outcome
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
    }
  }
}, 300_000)

test('the API has a socket of its own where callers’ is open to others', async () => {
  const { ports, data, url } = await startService(['public', 'admin'], ['--host', '0.0.0.0'])
  await expect.poll(url).toBe(`http://127.0.0.1:${ports[0]}`)
  expect(readRunning(data)?.url).toBe(`http://127.0.0.1:${ports[1]}`)
  const status = async (port: number | undefined, path: string): Promise<number> =>
    (await fetch(`http://127.0.0.1:${port}${path}`)).status
  expect(await status(ports[0], '/api/v1/stats')).toBe(404)
  expect(await status(ports[1], '/api/v1/stats')).toBe(401)
  expect(await status(ports[0], '/livez')).toBe(200)
})

test('a socket that is open to others is refused where --host says that it is not', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '0.0.0.0' }, resolve))
  const data = await mkdtemp(join(tmpdir(), 'cs-act-'))
  left.push(() => rm(data, { recursive: true, force: true }))
  const command = [process.execPath, launcher, 'serve', '--data', data]
  const child = spawn('sh', ['-c', 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$@"', 'sh', ...command], {
    stdio: ['ignore', 'ignore', 'pipe', descriptorOf(server)],
  })
  server.close()
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const code = await new Promise((resolve) => child.once('close', resolve))
  expect(said).toContain('ERR_SETTING: The socket that was passed listens on 0.0.0.0')
  expect(code).toBe(78)
  expect(existsSync(join(data, 'journal.sqlite'))).toBe(false)
})

test('a temporary folder with a long path costs no start', async () => {
  const { code, stderr } = await runCommand(['serve', '--data', '/proc/none', '--port', '0'], {
    env: { TMPDIR: `/tmp/${'x'.repeat(120)}` },
  })
  expect(stderr).toMatch(/^ERR_DATA_FOLDER_UNUSABLE: No Unix socket can be made/)
  expect(code).toBe(78)
})
