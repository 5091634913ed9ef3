import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readProxyLine } from '../../src/ingest/proxy-line.ts'
import { raw } from './raw.ts'

const http = createServer((request, response) => {
  request.resume().on('end', () => response.end(`${request.socket.remoteAddress} ${request.url}`))
})
// Longer than any test: what a connection holds is to be seen while it lasts.
http.keepAliveTimeout = 60_000
const door = readProxyLine(http)
let port = 0
beforeAll(async () => {
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
  port = (door.address() as AddressInfo).port
})
afterAll(() => {
  door.close()
  http.closeAllConnections()
})

const get = 'GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'

describe('the line in front of a connection', () => {
  test.each([
    ['PROXY TCP4 203.0.113.7 192.0.2.1 1234 80\r\n', '203.0.113.7 /a'],
    ['PROXY TCP6 2001:db8::1 ::1 1234 80\r\n', '2001:db8::1 /a'],
    ['PROXY UNKNOWN\r\n', '127.0.0.1 /a'],
  ])('%s', async (line, text) => {
    expect((await raw(port, line + get)).text).toContain(text)
  })

  test('may come apart from the request, and in pieces', async () => {
    const answer = await raw(port, 'PROXY TCP4 203.0', async (socket) => {
      for (const piece of ['.113.7 192.0.2.1 12', '34 80\r', '\nGET /a HT', `TP/1.1\r\n${get.slice(17)}`]) {
        await sleep(10)
        socket.write(piece)
      }
    })
    expect(answer.text).toContain('203.0.113.7 /a')
  })

  test.each([
    ['that is missing', get],
    ['of another protocol', `POXY TCP4 1.1.1.1 2.2.2.2 1 2\r\n${get}`],
    ['with too few words', `PROXY TCP4 1.1.1.1\r\n${get}`],
    ['with too many', `PROXY TCP4 1.1.1.1 2.2.2.2 1 2 3\r\n${get}`],
    ['without an end', 'P'.repeat(200)],
  ])('%s: the connection is closed without a word', async (_name, text) => {
    expect((await raw(port, text)).text).toBe('')
  })

  test('is read once for a connection that goes on', async () => {
    const socket = connect(port)
    const chunks: Buffer[] = []
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.write('PROXY TCP4 203.0.113.7 192.0.2.1 1234 80\r\n')
    for (let turn = 0; turn < 3; turn++) {
      socket.write(`GET /${turn} HTTP/1.1\r\nHost: a\r\n\r\n`)
      await expect
        .poll(() => Buffer.concat(chunks).toString(), { timeout: 10_000 })
        .toContain(`203.0.113.7 /${turn}`)
    }
    socket.destroy()
  })

  test('does not keep the first bytes of a connection for as long as it lasts', async () => {
    setFlagsFromString('--expose_gc')
    const collect: () => void = runInNewContext('gc')
    const held = (): number => {
      collect()
      return process.memoryUsage().arrayBuffers
    }
    const before = held()
    const body = 'x'.repeat(50_000)
    const request = `POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`
    const sockets = Array.from({ length: 100 }, () => connect(port, '127.0.0.1'))
    const answers = sockets.map((socket) => once(socket, 'data'))
    for (const socket of sockets) socket.write(`PROXY UNKNOWN\r\n${request}`)
    await Promise.all(answers)
    await expect.poll(() => held() - before, { timeout: 10_000 }).toBeLessThan(2_000_000)
    for (const socket of sockets) socket.destroy()
  })

  test('gives back what a large request began with as soon as it was parsed, and tells of all its bytes', async () => {
    let first: ArrayBufferLike | null = null
    http.once('connection', (socket) =>
      socket.once('data', ({ buffer }: Buffer) => {
        first = buffer
      }),
    )
    const came: Buffer[] = []
    http.once('request', (request) => request.on('data', (chunk) => came.push(chunk)))
    const client = connect(port, '127.0.0.1')
    const body = Buffer.from(Array.from({ length: 60_000 }, (_, at) => at % 251))
    const start = 'PROXY UNKNOWN\r\nPOST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 90000\r\n\r\n'
    client.write(Buffer.concat([Buffer.from(start), body]))
    await expect.poll(() => first?.byteLength, { timeout: 40_000 }).toBe(0)
    await expect.poll(() => Buffer.concat(came).equals(body), { timeout: 40_000 }).toBe(true)
    client.destroy()
  })
})
