import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { createDatabase } from '../../src/journal/postgres/wire/database.ts'

// A server that ends a session in the very bytes in which it calls it ready, as one does that is switched over.

function message(type: string, ...parts: readonly (string | number)[]): Buffer {
  const body = Buffer.concat(
    parts.map((part) => {
      if (typeof part === 'string') return Buffer.from(`${part}\0`)
      const number = Buffer.alloc(4)
      number.writeInt32BE(part)
      return number
    }),
  )
  const head = Buffer.alloc(5)
  head.write(type)
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}

const authenticated = message('R', 0)
const ready = Buffer.from([0x5a, 0, 0, 0, 5, 0x49])
const ended = message(
  'E',
  'SFATAL',
  'VFATAL',
  'C57P01',
  'Mterminating connection due to administrator command',
  '',
)

const sockets = new Set<Socket>()
const server = createServer((socket) => {
  sockets.add(socket)
  socket.on('error', () => {})
  socket.once('data', () => socket.end(Buffer.concat([authenticated, ready, ended])))
})

afterEach(() => {
  for (const socket of sockets) socket.destroy()
  server.close()
})

test('a session that is ended as it becomes ready is an error of the call alone', async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const uncaught: unknown[] = []
  const note = (error: unknown): void => void uncaught.push(error)
  process.on('uncaughtException', note)
  const database = createDatabase({
    url: `postgres://nobody@127.0.0.1:${(server.address() as AddressInfo).port}/nothing`,
    writers: 1,
    readers: 1,
    timeoutMs: 5000,
    connectTimeoutMs: 5000,
    now: Date.now,
  })
  for (let call = 0; call < 5; call++) {
    await expect(database.write('select 1')).rejects.toMatchObject({ code: 'ERR_JOURNAL_UNAVAILABLE' })
  }
  await database.close()
  process.off('uncaughtException', note)
  expect(uncaught).toEqual([])
  expect(sockets.size).toBeGreaterThan(0)
})
