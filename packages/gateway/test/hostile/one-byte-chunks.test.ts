import { type ChildProcess, fork } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'

/** Half of a body as each sender sends it, a byte at a time. */
const halfBytes = 16 * 1024
const senders = 4
const piece = 1024
/** It is settled when it falls no more at so many looks. */
const looks = 5
/** Bytes by which it falls without anything of a body being let go. */
const noise = 8 * 1024

let child: ChildProcess | undefined
const sockets: Socket[] = []
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
  child?.kill('SIGKILL')
})

async function start(way: string): Promise<number> {
  child = fork(fileURLToPath(new URL('gathering-child.ts', import.meta.url)), [way], {
    execArgv: ['--expose-gc', '--conditions=countersign-source'],
  })
  const [{ port }] = await once(child, 'message')
  return port
}

/** What the process holds beside what it can let go of, once it has read so much. */
async function memoryAfter(bytesRead: number): Promise<number> {
  for (;;) {
    child?.send('measure')
    const [told] = await once(child as ChildProcess, 'message')
    if (told.bytesRead === bytesRead) return told.memory
    await wait(20)
  }
}

/**
 * What it holds in the end. Streams of the platform hand on one chunk a turn: what a socket has brought in one read
 * takes thousands of turns to go through them, and until then each chunk is an object.
 */
async function settledAfter(bytesRead: number): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let same = 0; same < looks; same++) {
    const memory = await memoryAfter(bytesRead)
    if (memory < least - noise) same = 0
    least = Math.min(least, memory)
    await wait(20)
  }
  return least
}

async function write(socket: Socket, bytes: string): Promise<number> {
  if (!socket.write(bytes, 'latin1')) await once(socket, 'drain')
  return bytes.length
}

/** As many chunks of one byte. */
async function writeChunks(socket: Socket, count: number): Promise<number> {
  let written = 0
  for (let at = 0; at < count; at += piece) written += await write(socket, '1\r\na\r\n'.repeat(piece))
  return written
}

test.each(['gateway', 'node', 'express', 'fastify', 'hono', 'fetch'])(
  '%s: a body in chunks of a byte costs at most twice its bytes and 64 KiB',
  async (way) => {
    const port = await start(way)
    const signature = createHmac('sha1', 'a secret that is known to all')
      .update('a'.repeat(2 * halfBytes))
      .digest('hex')
    const head = `POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Spark-Signature: ${signature}\r\nTransfer-Encoding: chunked\r\n\r\n`
    const answers: Promise<string>[] = []
    let sent = 0
    for (let at = 0; at < senders; at++) {
      const socket = connect(port, '127.0.0.1')
      sockets.push(socket)
      await once(socket, 'connect')
      answers.push(
        new Promise((resolve) => {
          let text = ''
          socket.setEncoding('latin1').on('data', (chunk: string) => (text += chunk))
          socket.on('close', () => resolve(text))
        }),
      )
      // What a request and its first bytes cost is not what is asked.
      sent += (await write(socket, head)) + (await writeChunks(socket, piece))
    }
    const before = await settledAfter(sent)
    for (const socket of sockets) sent += await writeChunks(socket, halfBytes - piece)
    const cost = (await settledAfter(sent)) - before
    expect(cost / senders).toBeLessThan(2 * halfBytes + 64 * 1024)
    for (const socket of sockets) {
      await writeChunks(socket, halfBytes)
      await write(socket, '0\r\n\r\n')
    }
    for (const answer of await Promise.all(answers)) {
      expect(answer).toMatch(/^HTTP\/1\.1 200 /)
      expect(answer).toContain(String(2 * halfBytes))
    }
  },
)
