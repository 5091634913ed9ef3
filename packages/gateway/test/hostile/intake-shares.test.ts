import type { Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { Attackers, hasNetworks, honest, type Manner, secret, write } from './networks.ts'

const head =
  'POST /in/bot HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n'
const half = Buffer.alloc(512 * 1024, 0x61)

let gateway: StartedGateway
let port: number
const attackers = new Attackers()

beforeAll(async () => {
  gateway = await startGateway()
  port = Number(new URL(gateway.url).port)
  const made = await gateway.api('POST', '/sources', { name: 'bot', scheme: 'webex', secrets: [secret] })
  expect(made.status).toBe(201)
}, 30_000)
afterAll(async () => {
  attackers.end()
  await gateway?.remove()
})

/** The intake full of half-sent bodies, which go on by a few bytes. */
async function fill(networks: readonly string[], each: number): Promise<() => void> {
  const sockets: Socket[] = []
  for (let at = 0; at < each; at++) {
    for (const network of networks) {
      const socket = await attackers.connect(port, `${network}.${1 + (at % 200)}`)
      sockets.push(socket)
      await write(socket, head)
      await write(socket, half)
    }
  }
  const timer = setInterval(() => {
    for (const socket of sockets) if (!socket.destroyed) socket.write('aaaa')
  }, 200)
  return () => {
    clearInterval(timer)
    attackers.end()
  }
}

describe.runIf(hasNetworks)('an intake that strangers fill with half-sent bodies', () => {
  const manners: readonly Manner[] = ['whole', 'in pieces', 'chunked']

  test('from two networks: callers of others and of their own are answered', async () => {
    const release = await fill(['127.0.11', '127.0.12'], 66)
    const statuses: (number | null)[] = []
    for (const from of ['127.0.13.1', '127.0.11.250', '127.0.12.250'])
      for (const manner of manners)
        statuses.push(await honest(port, '/in/bot', from, `{"n":"${from} ${manner}"}`, manner))
    expect(statuses).toEqual(Array.from({ length: 9 }, () => 200))
    // A large one of another network is one of those that get their share.
    const large = JSON.stringify({ large: 'x'.repeat(900_000) })
    expect(await honest(port, '/in/bot', '127.0.13.1', large, 'in pieces')).toBe(200)
    release()
  })

  test('through the API with a token: callers are answered, and others publish', async () => {
    await gateway.api('POST', '/sources', { name: 'own', scheme: 'publish' })
    const publish = `POST /api/v1/events?source=own&type=x HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${gateway.token}\r\nContent-Length: 1000000\r\n\r\n`
    for (let at = 0; at < 132; at++) {
      const socket = await attackers.connect(port, `127.0.${21 + (at % 2)}.1`)
      await write(socket, publish)
      await write(socket, half)
    }
    expect(await honest(port, '/in/bot', '127.0.23.1', '{"n":"beside publishing"}', 'in pieces')).toBe(200)
    const published = await gateway.api('POST', '/events', { source: 'own', type: 'x', data: { n: 1 } })
    expect(published.status).toBe(201)
    attackers.end()
  })

  test('a body that only holds its room is cut, with its code', async () => {
    const socket = await attackers.connect(port, '127.0.31.1')
    let text = ''
    socket.setEncoding('latin1').on('data', (chunk: string) => (text += chunk))
    await write(socket, head)
    await write(socket, half)
    await expect.poll(() => text, { timeout: 25_000 }).toContain('ERR_UPLOAD_TOO_SLOW')
    expect(text).toMatch(/^HTTP\/1\.1 408 /)
    expect(text).toMatch(/\r\nconnection: close\r\n/i)
  }, 30_000)
})
