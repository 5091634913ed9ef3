import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { ask, startKept } from '../keeper/kept.ts'

const bodyBytes = 1024 * 1024

test('80 half-sent bodies from one address, and a crash: all others are answered, its own too', async () => {
  const kept = await startKept({ TELL: 'all' })
  await kept.gateway()
  const sockets: Socket[] = []
  for (let at = 0; at < 80; at++) {
    const socket = connect(kept.port, '127.0.0.1')
    sockets.push(socket)
    socket.on('error', () => undefined)
    await once(socket, 'connect')
    socket.write(`POST /in HTTP/1.1\r\nHost: a\r\nContent-Length: ${bodyBytes}\r\n\r\n`)
    await new Promise((resolve) => socket.write(Buffer.alloc(bodyBytes - 1), resolve))
  }
  const networks = process.platform === 'linux' ? ['127.0.0.1', '127.0.3.1', '127.0.4.1'] : ['127.0.0.1']
  const honest = Array.from({ length: 60 }, (_, at) =>
    ask(kept.port, '/slow', {
      body: 'x'.repeat(100_000),
      from: networks[at % networks.length] ?? '127.0.0.1',
    }),
  )
  await expect.poll(() => kept.told.filter((line) => line === 'asked /slow')).toHaveLength(60)
  await kept.kill()
  expect((await Promise.all(honest)).map(({ status }) => status)).toEqual(Array(60).fill(200))
  for (const socket of sockets) socket.destroy()
  kept.process.kill('SIGTERM')
  await kept.exited
})
