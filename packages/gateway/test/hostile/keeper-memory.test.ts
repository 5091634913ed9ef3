import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { ask, startKept } from '../keeper/kept.ts'
import { peakMegabytes } from './networks.ts'

const linux = process.platform === 'linux'
if (!linux) console.log('skipped: the memory of the keeper; this system does not tell it')

const attackers = 600
/** What the keeper may hold, in bytes. */
const heldBytesInAll = 8 * 1024 * 1024
/** What is held for each that has nowhere to go: a piece that waits, and one that is still read. */
const heldEach = 2 * 64 * 1024

test.runIf(linux)(
  'bodies that nobody reads cost the keeper no more than it may hold; whoever is beyond it is told to come again, others are answered',
  async () => {
    const kept = await startKept({
      HANG_SECONDS: '0',
      LIMITS: JSON.stringify({ retainedBytesInAll: heldBytesInAll / 2, heldBytesInAll }),
    })
    const sockets: Socket[] = []
    onTestFinished(async () => {
      for (const socket of sockets) socket.destroy()
      kept.process.kill('SIGKILL')
      await kept.exited
    })
    const gateway = await kept.gateway()
    expect((await ask(kept.port, '/in', { body: 'x' })).status).toBe(200)
    const before = peakMegabytes(kept.process.pid ?? 0) ?? 0
    process.kill(gateway, 'SIGSTOP')
    let told = 0
    const most = Buffer.alloc(512 * 1024, 'a')
    for (let at = 0; at < attackers; at++) {
      const socket = connect({
        port: kept.port,
        host: '127.0.0.1',
        localAddress: `127.0.1.${1 + (at % 250)}`,
      })
      sockets.push(socket)
      socket.on('error', () => undefined)
      socket.once('data', (chunk: Buffer) => {
        if (chunk.toString('latin1').startsWith('HTTP/1.1 503 ')) told++
      })
      await once(socket, 'connect')
      socket.write('POST /in HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n')
      socket.write(most)
    }
    await expect.poll(() => told).toBeGreaterThan(attackers - heldBytesInAll / heldEach - 64)
    const honest = ask(kept.port, '/in', { body: 'honest', from: '127.0.3.1' })
    // Its turn comes, and it waits with the others.
    await kept.looks(2)
    const megabytes = (peakMegabytes(kept.process.pid ?? 0) ?? 0) - before
    process.kill(gateway, 'SIGCONT')
    expect((await honest).body).toBe('6:honest')
    console.log(`${megabytes.toFixed(0)} MB for ${attackers} bodies, ${told} told to come again`)
    expect(megabytes).toBeLessThan(64)
  },
)
