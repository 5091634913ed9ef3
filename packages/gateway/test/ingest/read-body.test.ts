import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, test } from 'vitest'
import { Intake } from '../../src/ingest/intake.ts'
import { type BodyRead, readBody } from '../../src/ingest/read-body.ts'
import { ChunkPace } from '../../src/model/chunk-pace.ts'

test.each([
  ['that is larger than it may be', 40_000, 1_000_000, 'ERR_BODY_TOO_LARGE'],
  ['for which there is no room', 1_000_000, 40_000, 'ERR_INTAKE_FULL'],
])('a body %s is given back as it comes', async (_name, maxBytes, bytes, failure) => {
  const pieces: ArrayBufferLike[] = []
  let read: BodyRead | null = null
  const http = createServer((request, response) => {
    request.prependListener('data', ({ buffer }: Buffer) => pieces.push(buffer))
    const pace = new ChunkPace(() => performance.now())
    const rules = { maxBytes, intake: new Intake({ bytes }), pace, network: 'a', elapsed: () => 0 }
    readBody(request, rules, (done) => {
      read = done
      response.end()
    })
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const client = connect((http.address() as AddressInfo).port, '127.0.0.1')
  try {
    const closed = once(client.resume(), 'close')
    client.write('POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 600000\r\n\r\n')
    client.write(Buffer.alloc(600_000, 0x61))
    await closed
  } finally {
    client.destroy()
    http.close()
  }
  expect(read).toEqual({ body: null, failure })
  // Small ones are left to the collector.
  const large = pieces.filter(({ byteLength }) => byteLength >= 16 * 1024)
  expect(pieces.some(({ byteLength }) => byteLength === 0)).toBe(true)
  expect(large).toEqual([])
})
