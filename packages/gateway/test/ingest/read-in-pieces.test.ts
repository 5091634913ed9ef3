import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { Intake } from '../../src/ingest/intake.ts'
import { readProxyLine } from '../../src/ingest/proxy-line.ts'
import { type BodyRead, readBody } from '../../src/ingest/read-body.ts'
import { ChunkPace } from '../../src/model/chunk-pace.ts'

const closings: (() => void)[] = []
afterEach(() => {
  for (const close of closings.splice(0)) close()
})

const line = 'PROXY TCP4 127.0.0.1 127.0.0.1 1 2\r\n'
const head = 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n'

/** Reads one body that a connection brings; tells the most bytes of it that came in one turn. */
async function read(pieces: readonly string[]): Promise<{ body: string | undefined; most: number }> {
  const intake = new Intake({ bytes: 64 * 1024 * 1024 })
  let take: (read: BodyRead) => void = () => undefined
  const whole = new Promise<BodyRead>((resolve) => (take = resolve))
  const http = createServer((request, response) =>
    readBody(
      request,
      {
        maxBytes: 2 ** 20,
        intake,
        pace: new ChunkPace(() => performance.now()),
        network: 'a',
        elapsed: () => performance.now(),
      },
      (done) => {
        take(done)
        response.end()
      },
    ),
  )
  const door = readProxyLine(http)
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
  const socket = connect((door.address() as AddressInfo).port, '127.0.0.1')
  closings.push(
    () => socket.destroy(),
    () => door.close(),
  )
  let most = 0
  let before = 0
  let over = false
  const look = (): void => {
    most = Math.max(most, intake.held - before)
    before = intake.held
    if (!over) setImmediate(look)
  }
  look()
  for (const piece of pieces) await new Promise((resolve) => socket.write(piece, resolve))
  const { body } = await whole
  over = true
  return { body: body?.toString(), most }
}

test('of a body in chunks of a byte only a piece is read in one turn, however much has come', async () => {
  const { body, most } = await read([`${line}${head}${'1\r\na\r\n'.repeat(40_000)}0\r\n\r\n`])
  expect(body).toBe('a'.repeat(40_000))
  // A piece of 4 KiB holds 683 of them; what a request costs beside its body is counted with the first.
  expect(most).toBeLessThan(683 + 2048 + 100)
})

test('a body in chunks comes through whole, wherever the pieces begin and end', async () => {
  const text = Array.from({ length: 9000 }, (_, at) => `${at},`).join('')
  const chunks = [text.slice(0, 5000), text.slice(5000, 5001), text.slice(5001)]
    .map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`)
    .join('')
  const all = `${head}${chunks}0\r\n\r\n`
  for (const cut of [10, 70, 4096, 4200, all.length - 3]) {
    expect((await read([line + all.slice(0, cut), all.slice(cut)])).body).toBe(text)
  }
})
