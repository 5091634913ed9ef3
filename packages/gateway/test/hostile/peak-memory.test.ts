import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { Attackers, hasNetworks, honest, parentOf, peakMegabytes, secret, write } from './networks.ts'

/** What the gateway and its keeper may each have had at most, in MB. */
const mostMegabytes = 400
/** Bytes in chunks of one, for each of eight connections; a whole body with COUNTERSIGN_TEST_ATTACKS=all. */
const oneByteChunks = process.env.COUNTERSIGN_TEST_ATTACKS === 'all' ? 1_000_000 : 250_000

let gateway: StartedGateway
let port: number
const attackers = new Attackers()

beforeAll(async () => {
  gateway = await startGateway()
  port = Number(new URL(gateway.url).port)
  await gateway.api('POST', '/sources', { name: 'bot', scheme: 'webex', secrets: [secret] })
}, 30_000)
afterAll(async () => {
  attackers.end()
  await gateway?.remove()
})

const start = 'POST /in/bot HTTP/1.1\r\nHost: localhost\r\n'
let calls = 0
const answered = (): Promise<number | null> => honest(port, '/in/bot', '127.0.99.1', `{"n":${calls++}}`)

describe.runIf(hasNetworks)('the memory of gateway and keeper, and an honest caller, beside', () => {
  let keeper: number
  beforeAll(() => {
    keeper = parentOf(gateway.pid())
  })
  const attacks: Record<string, () => Promise<void>> = {
    async 'eight bodies in chunks of a byte'() {
      const chunks = Buffer.from('1\r\na\r\n'.repeat(5000))
      await Promise.all(
        Array.from({ length: 8 }, async (_, at) => {
          const socket = await attackers.connect(port, `127.0.41.${at + 1}`)
          await write(socket, `${start}Transfer-Encoding: chunked\r\n\r\n`)
          for (let sent = 0; sent < oneByteChunks; sent += 5000) await write(socket, chunks)
        }),
      )
    },
    async 'two hundred bodies that begin in chunks of a byte, all at once'() {
      const chunks = Buffer.from('1\r\na\r\n'.repeat(20_000))
      await Promise.all(
        Array.from({ length: 200 }, async (_, at) => {
          const socket = await attackers.connect(port, `127.0.${40 + (at % 4)}.${at + 1}`)
          await write(socket, `${start}Transfer-Encoding: chunked\r\n\r\n`)
          socket.write(chunks)
        }),
      )
    },
    async '160 bodies of half a megabyte that are never sent to their end'() {
      const half = Buffer.alloc(512 * 1024, 0x61)
      for (let at = 0; at < 160; at++) {
        const socket = await attackers.connect(port, `127.0.${42 + (at % 3)}.1`)
        await write(socket, `${start}Content-Length: 1000000\r\n\r\n`)
        await write(socket, half)
      }
    },
    async 'forged bodies of a megabyte, one behind the other'() {
      const whole = Buffer.alloc(1_000_000, 0x61)
      await Promise.all(
        Array.from({ length: 8 }, async (_, at) => {
          const socket = await attackers.connect(port, `127.0.46.${at + 1}`)
          for (let sent = 0; sent < 25; sent++) {
            await write(socket, `${start}Content-Length: 1000000\r\n\r\n`)
            await write(socket, whole)
          }
        }),
      )
    },
    async 'chunks with long extensions, trailers, and heads that never end'() {
      const extended = Buffer.from(`1;${'x'.repeat(8000)}\r\na\r\n`.repeat(50))
      for (let at = 0; at < 100; at++) {
        const socket = await attackers.connect(port, `127.0.47.${at + 1}`)
        if (at % 3 === 0) {
          await write(socket, `${start}Transfer-Encoding: chunked\r\n\r\n`)
          await write(socket, extended)
        } else if (at % 3 === 1) {
          await write(socket, `${start}Transfer-Encoding: chunked\r\n\r\n0\r\n`)
          await write(socket, 'X-Trailer: y\r\n'.repeat(20_000))
        } else await write(socket, `${start}${'X-Header: y\r\n'.repeat(20_000)}`)
      }
    },
    async 'eighty half-sent bodies, and the gateway dies'() {
      const most = Buffer.alloc(900_000, 0x61)
      for (let at = 0; at < 80; at++) {
        const socket = await attackers.connect(port, '127.0.48.1')
        await write(socket, `${start}Content-Length: 1000000\r\n\r\n`)
        await write(socket, most)
      }
      expect(peakMegabytes(gateway.pid())).toBeLessThan(mostMegabytes)
      await gateway.kill9()
    },
  }

  test.each(Object.entries(attacks))(
    '%s',
    async (_name, attack) => {
      await attack()
      expect(await answered()).toBe(200)
      // What is let go of is not yet collected: the next attack comes on top, as it would.
      attackers.end()
      await wait(100)
      expect(peakMegabytes(gateway.pid())).toBeLessThan(mostMegabytes)
      expect(peakMegabytes(keeper)).toBeLessThan(mostMegabytes)
      expect(await answered()).toBe(200)
    },
    120_000,
  )
})
