import { request } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'

let gateway: StartedGateway
let port: number
beforeAll(async () => {
  gateway = await startGateway({ args: ['--public-url', 'https://hooks.example.com'] })
  port = Number(new URL(gateway.url).port)
  await gateway.api('POST', '/sources', { name: 'bot', scheme: 'webex', secrets: ['a secret that is long'] })
}, 30_000)
afterAll(() => gateway?.remove())

/** The status of a request as a proxy would pass it on. */
function ask(path: string, headers: Record<string, string>, method = 'GET'): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port, path, method, headers, setHost: false, agent: false },
      (answer) => {
        answer.resume()
        resolve(answer.statusCode)
      },
    )
    asked.on('error', reject)
    asked.end()
  })
}

const inside = ['/metrics', '/api/openapi.json', '/api/v1/events', '/api/v1/stream', '/api/session', '/']
const strangers: [string, Record<string, string>][] = [
  ['under the public name', { host: 'hooks.example.com' }],
  ['under the public name with a port', { host: 'HOOKS.example.com:443' }],
  ['under another name', { host: 'elsewhere.example' }],
  ['under a name that only begins like one of ours', { host: 'localhost.example.com' }],
  ['without a name', {}],
  ['through a proxy that names us and its client', { host: '127.0.0.1', 'x-forwarded-for': '203.0.113.1' }],
  ['through a proxy that says what it forwards', { host: 'localhost', forwarded: 'for=203.0.113.1' }],
  ['through a proxy that says that it is one', { host: '[::1]:10007', via: '1.1 proxy' }],
  ['through a proxy that names its client alone', { host: 'localhost', 'x-real-ip': '203.0.113.1' }],
]

describe('what a loopback listener serves to strangers whom a proxy brings', () => {
  test.each(strangers)('%s: nothing but /in and health', async (_name, headers) => {
    const token = { authorization: `Bearer ${gateway.token}` }
    for (const path of inside) {
      const status = await ask(path, { ...headers, ...token }, path === '/api/session' ? 'DELETE' : 'GET')
      // Without any Host it is no HTTP/1.1.
      expect([path, status]).toEqual([path, 'host' in headers ? 421 : 400])
    }
    if (!('host' in headers)) return
    expect(await ask('/livez', headers)).toBe(200)
    expect(await ask('/readyz', headers)).toBe(200)
    expect(await ask('/in/bot', { ...headers, 'content-length': '0' }, 'POST')).toBe(401)
  })

  test('nginx that was told nothing speaks HTTP/1.0 and names us', async () => {
    for (const path of inside.slice(0, 3)) {
      const answer = await new Promise<string>((resolve) => {
        const socket = connect(port, '127.0.0.1')
        let text = ''
        socket.setEncoding('latin1').on('data', (chunk: string) => (text += chunk))
        socket.on('close', () => resolve(text))
        socket.write(`GET ${path} HTTP/1.0\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`)
      })
      expect(answer).toMatch(/^HTTP\/1\.1 421 /)
      expect(answer).toContain('ERR_HOST_REFUSED')
    }
  })

  test('this machine is served', async () => {
    for (const path of ['/metrics', '/api/openapi.json', '/'])
      for (const host of ['127.0.0.1', `localhost:${port}`, 'gateway.localhost', '[::1]'])
        expect([path, host, await ask(path, { host })]).toEqual([path, host, 200])
    expect((await gateway.api('GET', '/events')).status).toBe(200)
  })
})
