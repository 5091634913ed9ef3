import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask, type Kept, startKept } from '../keeper/kept.ts'

let kept: Kept
beforeAll(async () => {
  kept = await startKept({ TELL: 'all' })
  await kept.gateway()
})
afterAll(async () => {
  kept.process.kill('SIGTERM')
  await kept.exited
})

test('a few requests sent ahead are answered in their order, whatever the pieces they come in', async () => {
  const bodies = ['one', '', 'three', 'x'.repeat(50_000), 'HEAD / HTTP/1.1\r\n\r\n']
  const text = bodies
    .map((body) => `POST /in HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
    .join('\r\n')
  const last =
    'HEAD /pid HTTP/1.1\r\nHost: a\r\n\r\nGET /address HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
  for (const pieces of [1, 7, 300]) {
    const socket = connect(kept.port)
    const chunks: Buffer[] = []
    socket.on('data', (chunk) => chunks.push(chunk))
    const all = Buffer.from(text + last)
    const size = Math.ceil(all.length / pieces)
    for (let at = 0; at < all.length; at += size) {
      socket.write(all.subarray(at, at + size))
      if (pieces < 20) await sleep(2)
    }
    await once(socket, 'close')
    const answers = Buffer.concat(chunks).toString('latin1')
    expect(answers.match(/\r\n\r\n\d+:[\s\S]{0,16}?(?=HTTP\/1\.1 200)/g)).toEqual(
      bodies.map((body) => `\r\n\r\n${body.length}:${body.slice(0, 16)}`),
    )
    expect(answers.endsWith('\r\n\r\n127.0.0.1')).toBe(true)
  }
})

test('what was sent ahead is answered by the next gateway where one dies', async () => {
  const socket = connect(kept.port)
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk))
  const one = 'POST /slow HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n'
  socket.write(`${one}${one}${one.replace('Host', 'Connection: close\r\nHost')}`)
  await expect.poll(() => kept.told).toContain('asked /slow')
  await kept.kill()
  await once(socket, 'close')
  const pid = await kept.gateway()
  expect(
    Buffer.concat(chunks)
      .toString()
      .match(/\r\n\r\n\d+/g),
  ).toEqual(Array(3).fill(`\r\n\r\n${pid}`))
})

test('30 MB of tiny requests from one address delay nobody else', { timeout: 60_000 }, async () => {
  const tiny = Buffer.from('GET / HTTP/1.1\r\nHost:a\r\n\r\n'.repeat(40_000))
  const flood = Array.from({ length: 30 }, () => {
    const socket = connect(kept.port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write(tiny)
    return socket
  })
  // All of them are being answered.
  await Promise.all(flood.map((socket) => once(socket, 'data').then(() => socket.resume())))
  // As long as a caller would wait at least; each is answered in some milliseconds.
  const honest = {
    body: 'honest',
    patienceMs: 5000,
    ...(process.platform === 'linux' && { from: '127.0.3.1' }),
  }
  for (let turn = 0; turn < 40; turn++) expect((await ask(kept.port, '/in', honest)).body).toBe('6:honest')
  for (const socket of flood) socket.destroy()
})
