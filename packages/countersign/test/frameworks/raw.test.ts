import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { message, type Running } from './matrix.ts'

// Requests that no client library sends, written to the socket as they are, at each framework on Node: an answer with the right
// status or none, nothing that escapes, and a server that serves the next one.

const load = (name: string): Promise<Record<string, unknown>> => import(new URL(name, import.meta.url).href)
const servers = (await load('./node-servers.mjs')).servers as Record<string, () => Promise<Running>>
const told = (await load('./app.mjs')).told as string[]
const { handler, options } = (await load('./app.mjs')) as { handler: never; options: () => never }

async function plain(): Promise<Running> {
  const { webhook } = await import('countersign/node')
  const server = createServer(
    webhook({ ...(options() as object), onError: () => undefined } as never, handler),
  )
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const close = () => new Promise((done) => server.close(done) && server.closeAllConnections())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close }
}

const names = ['Express', 'Fastify', 'Hono', 'koa', 'h3 2', 'h3 1', 'nest on Express', 'nest on Fastify']
const escaped: unknown[] = []
const onEscaped = (error: unknown) => escaped.push(error)
process.on('unhandledRejection', onEscaped).on('uncaughtException', onEscaped)
afterAll(() => void process.off('unhandledRejection', onEscaped).off('uncaughtException', onEscaped))

describe.each([['node:http', plain] as const, ...names.map((name) => [name, servers[name]] as const)])(
  '%s',
  (name, start) => {
    let running: Running
    beforeAll(async () => {
      running = (await start?.()) as Running
    })
    afterAll(() => running?.close())
    afterEach(() => void told.splice(0))

    /** Writes to a socket, and reads until the server ends it. */
    const raw = async (...written: (string | Uint8Array)[]): Promise<string> => {
      const socket = connect(Number(new URL(running.url).port), '127.0.0.1')
      let text = ''
      socket
        .on('error', () => undefined)
        .on('data', (chunk) => {
          text += chunk.toString('latin1')
        })
      for (const part of written) {
        socket.write(part)
        await new Promise((resolve) => setImmediate(resolve))
      }
      await new Promise((resolve) => socket.on('close', resolve))
      return text
    }
    const head = (headers: Readonly<Record<string, string>>, ...lines: string[]): string =>
      [
        'POST /hook HTTP/1.1',
        'Host: x',
        'Connection: close',
        ...Object.entries(headers).map(([key, value]) => `${key}: ${value}`),
        ...lines,
        '',
        '',
      ].join('\r\n')
    const statuses = (text: string): number[] =>
      [...text.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status]) => Number(status))
    const served = async (): Promise<void> => {
      const { headers, body } = await message()
      expect(statuses(await raw(head(headers, `Content-Length: ${body.length}`), body))).toEqual([200])
      // Turns of the loop, for what would escape.
      for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
      expect(escaped).toEqual([])
    }

    test('asks whether to go on (100-continue), and is told to', async () => {
      const { headers, body } = await message()
      const text = await raw(head(headers, `Content-Length: ${body.length}`, 'Expect: 100-continue'), body)
      expect(statuses(text)).toEqual([100, 200])
      await served()
    })

    test('doubled lengths, a length beside chunks, headers of 64 KiB', async () => {
      const { headers, body } = await message()
      const length = `Content-Length: ${body.length}`
      expect(statuses(await raw(head(headers, length, length), body))).toEqual([400])
      expect(statuses(await raw(head(headers, length, 'Transfer-Encoding: chunked'), body))).toEqual([400])
      expect(statuses(await raw(head(headers, length, `X-Long: ${'a'.repeat(65_536)}`), body))).toEqual([431])
      await served()
    })

    test('bodies that never end, cut off within a length, a chunk, and between chunks: each is let go', async () => {
      const { headers, body } = await message()
      const chunked = 'Transfer-Encoding: chunked'
      const begun = [
        [`Content-Length: ${body.length}`, ''],
        [chunked, '20\r\n'],
        [chunked, '9\r\n123456789\r\n'],
      ] as const
      for (let round = 0; round < 6; round++)
        for (const [line, part] of begun) {
          const socket = connect(Number(new URL(running.url).port), '127.0.0.1')
          socket.on('error', () => undefined)
          socket.write(head(headers, line, 'Expect: 100-continue'))
          // That it says to go on is the sign that the framework has the request.
          await once(socket, 'data')
          socket.write(`${part}abc`)
          if (round % 2) socket.destroy()
          else socket.resetAndDestroy()
        }
      await served()
      // Nest's own parsers read there, and answer.
      const letGo = () => told.filter((line) => line.startsWith('ERR_BODY_UNREADABLE')).length
      await expect.poll(letGo, { timeout: 40_000 }).toBe(name.startsWith('nest') ? 0 : 18)
      expect(escaped).toEqual([])
    })

    test('chunks of a byte, with extensions and trailers', async () => {
      const { headers, body } = await message()
      const chunks = Array.from(body, (byte) =>
        Buffer.concat([Buffer.from('1;x=y\r\n'), Buffer.of(byte), Buffer.from('\r\n')]),
      )
      const text = await raw(
        head(headers, 'Transfer-Encoding: chunked', 'Trailer: X-SeaTable-Signature'),
        ...chunks,
        '0\r\nX-SeaTable-Signature: sha256=00\r\n\r\n',
      )
      expect(statuses(text)).toEqual([200])
      await served()
    })

    test('compressed: what it would be inflated does not count against the limit', async () => {
      const body = gzipSync(new Uint8Array(1_000_000))
      const { headers } = await message(body, { 'content-encoding': 'gzip' })
      const text = await raw(head(headers, `Content-Length: ${body.length}`), body)
      // Nest's parser on Express inflates before any controller, to 100 KiB.
      expect(statuses(text)).toEqual([name === 'nest on Express' ? 413 : 200])
      await served()
    })

    test('over the limit: said so, in chunks, compressed; and neither body nor length', async () => {
      const type = { 'Content-Type': 'application/octet-stream' }
      const { headers, body } = await message(randomBytes(60_000), type)
      const size = `${body.length.toString(16)}\r\n`
      for (const [lines, parts] of [
        [[`Content-Length: ${body.length}`], [body]],
        [[`Content-Length: ${body.length}`, 'Content-Encoding: gzip'], [body]],
        [['Transfer-Encoding: chunked'], [size, body, '\r\n0\r\n\r\n']],
      ] as const) {
        const text = await raw(head(headers, ...lines), ...parts)
        expect([statuses(text), /ERR_\w+/.exec(text)?.[0]]).toEqual([[413], 'ERR_BODY_TOO_LARGE'])
      }
      expect(statuses(await raw(head((await message(new Uint8Array(0), type)).headers)))).toEqual([200])
      await served()
    })
  },
)
