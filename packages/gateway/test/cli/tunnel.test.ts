import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { openNgrok } from '../../src/cli/tunnel/ngrok.ts'
import { openTunnel } from '../../src/cli/tunnel/open-tunnel.ts'
import { peerIn } from '../../src/cli/tunnel/peer-owner.ts'
import { freePort } from '../harness/free-port.ts'
import { launcher, startGateway } from '../harness/start-gateway.ts'

let bin: string

beforeEach(async () => {
  bin = await mkdtemp(join(tmpdir(), 'countersign-tunnel-'))
  onTestFinished(() => rm(bin, { recursive: true, force: true }))
})

/** A program that stands for cloudflared: another address at each start, and it ends when its file `die` is there. */
async function standIn(body = ''): Promise<string> {
  const program = join(bin, 'cloudflared')
  await writeFile(
    program,
    `#!/bin/sh
echo "$@" >> '${bin}/called'
n=$(wc -l < '${bin}/called' | tr -d ' ')
${body}
echo "INF |  https://quick-$n.trycloudflare.com  |" >&2
echo "INF Registered tunnel connection connIndex=0" >&2
trap 'exit 0' TERM
while [ ! -e '${bin}/die' ]; do sleep 0.1; done
rm '${bin}/die'
exit 1
`,
  )
  await chmod(program, 0o755)
  return `${bin}${delimiter}/usr/bin${delimiter}/bin`
}

/** Whether a process runs. */
function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('cloudflared: its address is taken, and another one once it has died and was started again', async () => {
  vi.stubEnv('PATH', await standIn())
  onTestFinished(() => void vi.unstubAllEnvs())
  const said: string[] = []
  const moved: string[] = []
  const tunnel = await openTunnel('auto', { port: 10_007, say: (line) => said.push(line), everyMs: 20 })
  onTestFinished(() => tunnel.close())
  expect(tunnel.url).toBe('https://quick-1.trycloudflare.com')
  tunnel.onMoved((url) => moved.push(url))
  await writeFile(join(bin, 'die'), '')
  await expect.poll(() => moved).toEqual(['https://quick-2.trycloudflare.com'])
  expect(said).toEqual([expect.stringContaining('the tunnel died (1)')])
})

test('a named tunnel leads from its own host; one that does not come up is told with its last word', async () => {
  vi.stubEnv('PATH', await standIn(`case "$*" in *bad*) echo 'ERR no such tunnel' >&2; exit 3;; esac`))
  onTestFinished(() => void vi.unstubAllEnvs())
  const parts = { port: 1, say: () => undefined }
  const tunnel = await openTunnel('hooks=hooks.example.com', parts)
  expect(tunnel.url).toBe('https://hooks.example.com')
  tunnel.close()
  await expect(openTunnel('bad=hooks.example.com', parts)).rejects.toMatchObject({
    ...{ code: 'ERR_TUNNEL_FAILED', message: 'cloudflared ended (3): ERR no such tunnel' },
  })
})

test('one that does not come up ends with the command that waits for it', async () => {
  const env = { ...process.env, PATH: await standIn(`echo $$ > '${bin}/pid'; exec sleep 60`) }
  const args = ['serve', '--port', String(await freePort()), '--data', join(bin, 'data'), '--tunnel']
  const child = spawn(process.execPath, [launcher, ...args], { env, stdio: 'ignore' })
  onTestFinished(() => void child.kill('SIGKILL'))
  const ended = new Promise((resolve) => child.once('close', resolve))
  const pid = async (): Promise<number> => Number(await readFile(join(bin, 'pid'), 'utf8').catch(() => ''))
  await expect.poll(pid, { timeout: 20_000 }).toBeGreaterThan(0)
  const tunnel = await pid()
  child.kill('SIGTERM')
  expect(await ended).toBe(0)
  expect(() => process.kill(tunnel, 0)).toThrow('ESRCH')
}, 40_000)

test('Ctrl-C, which reaches all that runs in a terminal, ends the gateway first and the tunnel behind it', async () => {
  const env = { ...process.env, PATH: await standIn(`echo $$ > '${bin}/pid'`) }
  const args = ['serve', '--port', String(await freePort()), '--data', join(bin, 'data'), '--tunnel']
  // A group of processes, as a terminal has one.
  const child = spawn(process.execPath, [launcher, ...args], {
    ...{ env, detached: true },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => (said += text))
  const ended = once(child, 'close')
  await expect.poll(() => said, { timeout: 40_000 }).toContain('Countersign is up')
  process.kill(-(child.pid ?? 0), 'SIGINT')
  expect((await ended)[0]).toBe(0)
  expect(said).not.toContain('the tunnel died')
  const tunnel = Number(await readFile(join(bin, 'pid'), 'utf8'))
  await expect.poll(() => isThere(tunnel), { timeout: 40_000 }).toBe(false)
}, 90_000)

test('ngrok: its own API names the tunnel to our port, makes one where there is none, and its moves are followed', async () => {
  vi.stubEnv('PATH', bin)
  onTestFinished(() => void vi.unstubAllEnvs())
  const tunnels = [{ public_url: 'https://other.ngrok.app', config: { addr: 'http://localhost:1' } }]
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json')
    if (request.method !== 'POST') return void response.end(JSON.stringify({ tunnels }))
    tunnels.push({ public_url: 'https://ours.ngrok.app', config: { addr: 'http://localhost:10007' } })
    response.end(JSON.stringify(tunnels.at(-1)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const ngrokApi = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const parts = { port: 10_007, say: () => undefined, ngrokApi, everyMs: 20 }
  // Any user of the machine may listen there: it is asked where it is named alone.
  await expect(openTunnel('auto', parts)).rejects.toMatchObject({ code: 'ERR_TUNNEL_MISSING' })
  const tunnel = await openTunnel('ngrok', parts)
  onTestFinished(() => tunnel.close())
  expect(tunnel.url).toBe('https://ours.ngrok.app')
  const moved: string[] = []
  tunnel.onMoved((url) => moved.push(url))
  tunnels.splice(1, 1, { public_url: 'https://moved.ngrok.app', config: { addr: 'http://localhost:10007' } })
  await expect.poll(() => moved).toEqual(['https://moved.ngrok.app'])
})

test('ngrok: an address in the clear is no tunnel', async () => {
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(request.method === 'POST' ? { public_url: 'http://evil.example' } : {}))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const ngrokApi = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const opened = openTunnel('ngrok', { port: 10_007, say: () => undefined, ngrokApi })
  await expect(opened).rejects.toMatchObject({ code: 'ERR_TUNNEL_FAILED' })
})

test('where neither is there one sentence says what to install', async () => {
  vi.stubEnv('PATH', bin)
  onTestFinished(() => void vi.unstubAllEnvs())
  const ngrokApi = `http://127.0.0.1:${await freePort()}`
  await expect(openTunnel('auto', { port: 1, say: () => undefined, ngrokApi })).rejects.toMatchObject({
    ...{ code: 'ERR_TUNNEL_MISSING', message: expect.stringContaining('install cloudflared') },
  })
})

test('serve --tunnel: sources have the public address, and providers are told when it changes', async () => {
  const { simulateWebex } = await import('@countersign/simulators')
  const webex = await simulateWebex()
  onTestFinished(() => webex.close())
  const env = { PATH: `${await standIn()}${delimiter}${process.env.PATH}` }
  const port = await freePort()
  const gateway = await startGateway({ args: ['--port', String(port), '--tunnel'], env })
  onTestFinished(() => gateway.remove())
  const token = [...webex.world.accounts.values()].find(({ person }) => person.type === 'bot')?.token
  const wanted = { provider: 'webex', name: 'bot', api: webex.api, token, assumeReachable: true }
  const made = await gateway.api('POST', '/connections', {
    ...wanted,
    settings: { resource: 'messages', event: 'created' },
  })
  expect(made).toMatchObject({ status: 201, body: { url: 'https://quick-1.trycloudflare.com/in/bot' } })
  await writeFile(join(bin, 'die'), '')
  const targets = () => [...webex.webhooks.all.values()].map(({ targetUrl }) => targetUrl)
  await expect.poll(targets, { timeout: 40_000 }).toEqual(['https://quick-2.trycloudflare.com/in/bot'])
  expect(gateway.output().stderr).toMatch(/the tunnel died/)
  expect(gateway.output().stderr).toContain('in public: https://quick-2.trycloudflare.com\n')
  expect((await gateway.api('GET', '/connections/bot')).body.url).toBe(
    'https://quick-2.trycloudflare.com/in/bot',
  )
  expect(await gateway.stop()).toBe(0)
}, 90_000)

test('ngrok: whose the other end of a connection is, as the system tells it', () => {
  const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:0FC8 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1007        0 1 1 0 100 0 0 10 0
   1: 0100007F:9999 0100007F:0FC8 01 00000000:00000000 00:00000000 00000000  1008        0 1 1 0 100 0 0 10 0
   2: 0100007F:0FC8 0100007F:9999 01 00000000:00000000 00:00000000 00000000  1009        0 1 1 0 100 0 0 10 0
   3: 0100007F:0FC8 0100007F:9998 05 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
   4: 0500A8C0:0FC8 0100007F:9997 01 00000000:00000000 00:00000000 00000000  1010        0 1 1 0 100 0 0 10 0
   0: 0000000000000000FFFF00000100007F:0FC8 0000000000000000FFFF00000100007F:9996 01 0:0 00:0 0  1011 0 1 1 0`
  expect(peerIn(table, 4040, 0x99_99)).toBe(1009)
  // Closed by whoever held it; of another address; over IPv6.
  expect(peerIn(table, 4040, 0x99_98)).toBeNull()
  expect(peerIn(table, 4040, 0x99_97)).toBeNull()
  expect(peerIn(table, 4040, 0x99_96)).toBe(1011)
})

test.runIf(process.platform === 'linux')(
  'ngrok: whoever answers as another user is not believed',
  async ({ skip }) => {
    if (process.getuid?.() !== 0) skip('only root can start a process as another user')
    // It listens, answers, and is another user all the time: who listens before and after it does not count.
    const program = `
    const tunnels = [{ public_url: 'https://evil.ngrok.app', config: { addr: 'http://localhost:10007' } }]
    const server = require('node:http').createServer((_request, response) => response.end(JSON.stringify({ tunnels })))
    server.listen(0, '127.0.0.1', () => console.log(server.address().port))`
    const child = spawn(process.execPath, ['--eval', program], { uid: 65_534, cwd: '/' })
    onTestFinished(() => void child.kill('SIGKILL'))
    const [port] = (await once(child.stdout, 'data')).map(Number)
    const opened = openTunnel('ngrok', {
      port: 10_007,
      say: () => undefined,
      ngrokApi: `http://127.0.0.1:${port}`,
    })
    await expect(opened).rejects.toMatchObject({
      ...{ code: 'ERR_TUNNEL_FAILED', message: expect.stringContaining('another user') },
    })
  },
)

test('connect --tunnel: the provider sends through the tunnel, is told where it moves, and it goes on another time', async () => {
  const { simulateWebex } = await import('@countersign/simulators')
  const webex = await simulateWebex()
  onTestFinished(() => webex.close())
  const gateway = await startGateway({ args: ['--watch-seconds', '3600'] })
  onTestFinished(() => gateway.remove())
  const token = [...webex.world.accounts.values()].find(({ person }) => person.type === 'bot')?.token ?? ''
  const args = ['connect', 'webex', '--name', 'bot', '--api', webex.api, '--token-env', 'BOT_TOKEN']
  args.push('--resource', 'messages', '--event', 'created', '--assume-reachable', '--data', gateway.data)
  const targets = () => [...webex.webhooks.all.values()].map(({ targetUrl }) => targetUrl)
  const PATH = `${await standIn()}${delimiter}${process.env.PATH}`
  const run = (which: readonly string[]) => {
    const child = spawn(process.execPath, [launcher, ...args, ...which], {
      env: { ...process.env, PATH, BOT_TOKEN: token, NO_COLOR: '1' },
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    let text = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
    return { child, ended, output: () => text }
  }
  const first = run(['--tunnel'])
  await expect.poll(targets, { timeout: 20_000 }).toEqual(['https://quick-1.trycloudflare.com/in/bot'])
  // The gateway knows the address as the connection's own: a look finds nothing to set right.
  await gateway.api('POST', '/connections/bot/check')
  expect((await gateway.api('GET', '/connections/bot')).body).toMatchObject({
    ...{ address: 'https://quick-1.trycloudflare.com', status: 'active', problem: null },
  })
  await expect.poll(first.output).toContain('connected')
  await writeFile(join(bin, 'die'), '')
  await expect.poll(targets, { timeout: 20_000 }).toEqual(['https://quick-2.trycloudflare.com/in/bot'])
  await expect.poll(first.output).toContain('bot sends to https://quick-2.trycloudflare.com/in/bot')
  first.child.kill('SIGINT')
  expect(await first.ended).toBe(0)
  expect(first.output()).toContain('countersign connection move bot')
  expect(first.output()).not.toContain(token)

  const second = run(['--tunnel', 'hooks=hooks.example.com'])
  await expect.poll(targets, { timeout: 20_000 }).toEqual(['https://hooks.example.com/in/bot'])
  await expect.poll(second.output).toContain('bot sends to')
  second.child.kill('SIGTERM')
  expect(await second.ended).toBe(0)
  const moved = await gateway.api('POST', '/connections/bot/move', { address: null, assumeReachable: true })
  expect(moved).toMatchObject({ status: 200, body: { address: null, url: `${gateway.url}/in/bot` } })
  expect(targets()).toEqual([`${gateway.url}/in/bot`])
}, 90_000)

test('what answers more than ngrok would is not read to its end, and is no ngrok', async () => {
  const listed = JSON.stringify({
    tunnels: [{ public_url: 'https://a.ngrok.app', config: { addr: 'http://localhost:10007' } }],
  })
  let pad = 0
  const server = createServer((_request, response) => void response.end(listed + ' '.repeat(pad)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const ngrokApi = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const open = async (): Promise<string> => {
    const tunnel = await openNgrok({ port: 10_007, say: () => undefined, ngrokApi })
    tunnel.close()
    return tunnel.url
  }
  pad = 65_536 - listed.length
  expect(await open()).toBe('https://a.ngrok.app')
  pad++
  await expect(open()).rejects.toMatchObject({ code: 'ERR_TUNNEL_FAILED' })
})
