import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { startKept } from '../keeper/kept.ts'

const secret = 'a-secret-phrase-of-webex'
/** Would take whatever comes behind it for its body. */
const smuggled = 'POST /in/webex HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\nX-Smuggled: 1\r\n\r\n'
const path = mkdtempSync(join(tmpdir(), 'countersign-proxy-'))

let gateway: StartedGateway
beforeAll(async () => {
  gateway = await startGateway({ args: ['--source', 'webex=webex', '--secret', secret] })
}, 60_000)
afterAll(async () => {
  await gateway.stop()
  await gateway.remove()
  rmSync(path, { recursive: true, force: true })
})

/** The first answer on a connection, its body included. */
async function answerOf(socket: Socket): Promise<string> {
  let text = ''
  while (!/\r\n\r\n[\s\S]*\}$/.test(text)) text += String((await once(socket, 'data'))[0])
  return text
}

const half = (to: string, behind: string): string =>
  `POST ${to} HTTP/1.1\r\nHost: a\r\nContent-Length: ${behind.length + 3}\r\n\r\nabc`

test.each([
  ['nowhere', ''],
  ['nowhere, waiting to be asked for it', 'Expect: 100-continue\r\n'],
])('the rest of a request that was answered early is none to the next gateway: %s', async (_name, line) => {
  const socket = connect(Number(new URL(gateway.url).port))
  socket.on('error', () => undefined)
  socket.write(half('/in/nowhere', smuggled).replace('Host: a\r\n', `Host: a\r\n${line}`))
  expect(await answerOf(socket)).toMatch(/HTTP\/1\.1 404 [\s\S]*\r\nConnection: close\r\n/)
  await gateway.kill9()
  let more = ''
  socket.on('data', (chunk) => {
    more += String(chunk)
  })
  if (socket.writable) socket.write(`${smuggled}${'x'.repeat(100_000)}`)
  socket.end()
  if (!socket.destroyed) await once(socket, 'close')
  expect(more).toBe('')
  expect((await gateway.api('GET', '/rejections')).body.items).toEqual([])
})

test.each([
  ['wanted', '/in/webex', 2, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /],
  ['of an unknown source', '/in/nowhere', 2, /^HTTP\/1\.1 404 /],
  ['too large', '/in/webex', 1024 * 1024 + 1, /^HTTP\/1\.1 413 /],
])(
  'whose body waits to be asked for is asked where it is wanted alone: %s',
  async (_name, to, length, answer) => {
    const socket = connect(Number(new URL(gateway.url).port))
    let text = ''
    socket.on('data', (chunk) => {
      text += String(chunk)
      if (text.endsWith('100 Continue\r\n\r\n')) socket.write('{}')
    })
    const signature = createHmac('sha1', secret).update('{}').digest('hex')
    const lines = `Host: a\r\nConnection: close\r\nX-Spark-Signature: ${signature}\r\nExpect: 100-continue\r\nContent-Length: ${length}`
    socket.write(`POST ${to} HTTP/1.1\r\n${lines}\r\n\r\n`)
    await once(socket, 'close')
    expect(text).toMatch(answer)
  },
)

test('nor where the answer does not say that it is the last', async () => {
  const kept = await startKept()
  await kept.gateway()
  const socket = connect(kept.port)
  socket.on('error', () => undefined)
  let text = ''
  socket.on('data', (chunk) => {
    text += String(chunk)
  })
  const closed = once(socket, 'close')
  socket.write('POST /early HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nabc')
  await expect.poll(() => text).toMatch(/early$/)
  await kept.kill()
  socket.write('GET /pid HTTP/1.1\r\nHost: a\r\n\r\n')
  socket.end()
  await closed
  expect(text.match(/HTTP\/1\.1/g)).toHaveLength(1)
  kept.process.kill('SIGTERM')
  await kept.exited
})

test('nor is the rest of a request that was sent ahead', async () => {
  const kept = await startKept()
  await kept.gateway()
  const socket = connect(kept.port)
  socket.on('error', () => undefined)
  let text = ''
  socket.on('data', (chunk) => {
    text += String(chunk)
  })
  const rest = 'GET /address HTTP/1.1\r\nHost: a\r\n\r\n'
  const one = 'POST /in HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab'
  socket.write(`${one}POST /in HTTP/1.1\r\nHost: a\r\nContent-Length: ${rest.length}\r\n\r\n`)
  await expect.poll(() => text).toMatch(/2:ab$/)
  await kept.kill()
  socket.end(rest)
  await once(socket, 'close')
  expect(text.match(/HTTP\/1\.1/g)).toHaveLength(2)
  // It ends as what it is: the body of the second request.
  expect(text).toMatch(new RegExp(`\\r\\n\\r\\n${rest.length}:GET /address`))
  kept.process.kill('SIGTERM')
  await kept.exited
})

interface Proxy {
  readonly name: string
  readonly command: readonly string[]
  readonly configuration: (port: string, socket: string) => string
}
const proxies: Proxy[] = [
  {
    name: 'haproxy',
    command: ['haproxy', '-db', '-f'],
    configuration: (port, socket) => `
defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
listen all
  bind unix@${socket}
  http-reuse always
  server gateway 127.0.0.1:${port}
`,
  },
  {
    name: 'nginx',
    command: ['nginx', '-p', path, '-c'],
    configuration: (port, socket) => `
daemon off;
worker_processes 1;
pid ${path}/nginx.pid;
error_log ${path}/error.log;
events {}
http {
  access_log off;
  client_body_temp_path ${path}/body;
  proxy_temp_path ${path}/proxy;
  fastcgi_temp_path ${path}/fastcgi;
  uwsgi_temp_path ${path}/uwsgi;
  scgi_temp_path ${path}/scgi;
  upstream gateway { server 127.0.0.1:${port}; keepalive 4; }
  server {
    listen unix:${socket};
    location / {
      proxy_pass http://gateway;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_request_buffering off;
    }
  }
}
`,
  },
]

describe.each(proxies)(
  'through a proxy that keeps its connections: $name',
  ({ name, command, configuration }) => {
    const installed = spawnSync(command[0] ?? '', ['-v']).error === undefined
    if (!installed)
      console.log(`skipped: an early answer through ${name}; it is not installed (a Debian package)`)
    const socketPath = join(path, `${name}.sock`)
    let proxy: ChildProcess | undefined
    let said = ''
    beforeAll(async () => {
      if (!installed) return
      mkdirSync(path, { recursive: true })
      const file = join(path, `${name}.conf`)
      writeFileSync(file, configuration(new URL(gateway.url).port, socketPath))
      proxy = spawn(command[0] ?? '', [...command.slice(1), file], { stdio: ['ignore', 'pipe', 'pipe'] })
      for (const stream of [proxy.stdout, proxy.stderr])
        stream?.on('data', (chunk) => (said += String(chunk)))
      for (let waited = 0; !existsSync(socketPath); waited += 20) {
        if (waited > 10_000) throw new Error(`${name} did not start: ${said}`)
        await sleep(20)
      }
    }, 30_000)
    afterAll(async () => {
      if (proxy === undefined || proxy.exitCode !== null) return
      proxy.kill('SIGTERM')
      await once(proxy, 'exit')
    })

    function post(body: string, agent: Agent): Promise<number> {
      return new Promise((resolve, reject) => {
        const sent = request({
          socketPath,
          agent,
          path: '/in/webex',
          method: 'POST',
          headers: {
            host: 'a',
            'content-length': Buffer.byteLength(body),
            'x-spark-signature': createHmac('sha1', secret).update(body).digest('hex'),
          },
        })
        sent.on('error', reject)
        sent.on('response', (response) => {
          response.resume()
          resolve(response.statusCode ?? 0)
        })
        sent.end(body)
      })
    }

    test.runIf(installed)('an early answer and a crash spoil nobody else’s message', async () => {
      const attackers = Array.from({ length: 4 }, () => connect(socketPath))
      for (const socket of attackers) {
        socket.on('error', () => undefined)
        socket.write(half('/in/nowhere', smuggled))
        expect(await answerOf(socket)).toMatch(/HTTP\/1\.1 404 /)
      }
      await gateway.kill9()
      // The proxy has these bytes before any of the honest calls, which are made on a connection of a later time.
      await Promise.all(
        attackers
          .filter((socket) => socket.writable)
          .map((socket) => new Promise<void>((resolve) => socket.write(smuggled, () => resolve()))),
      )
      const agent = new Agent({ keepAlive: true, maxSockets: 1 })
      const statuses: number[] = []
      for (let turn = 0; turn < 12; turn++) {
        const body = `{"id":"hook","resource":"messages","event":"created","data":{"id":"${name}${turn}"}}`
        statuses.push(await post(body, agent))
      }
      expect(statuses).toEqual(Array(12).fill(200))
      // Of what the attackers announced the heads are kept; nobody else's message is among them.
      const { items } = (await gateway.api('GET', '/rejections')).body
      expect(items.filter(({ code }: { code: string }) => code !== 'ERR_BODY_TOO_LARGE')).toEqual([])
      agent.destroy()
      for (const socket of attackers) socket.destroy()
    })
  },
)
