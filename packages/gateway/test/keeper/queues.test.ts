import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { connectionsWithin, openFilesLimit } from '../../src/keeper/descriptors.ts'
import { Doorway, doorwayLimits } from '../../src/keeper/doorway.ts'
import { ask, startKept } from './kept.ts'

/** How many the system holds on one listening socket. */
const held =
  process.platform === 'linux' ? Number(readFileSync('/proc/sys/net/core/somaxconn', 'utf8')) : 4096
const many = Math.ceil(Math.min(held, 4096) * 1.25)
const enough = process.platform === 'linux' && connectionsWithin(openFilesLimit(), many) === many
if (!enough)
  console.log(`skipped: who comes while the keeper is busy; it needs Linux and ${many} open files twice`)

test.runIf(enough)(
  'thousands who come while the keeper is busy are let in by the system, and no newcomer is kept out',
  async () => {
    const kept = await startKept()
    const sockets: Socket[] = []
    onTestFinished(async () => {
      for (const socket of sockets) socket.destroy()
      kept.process.kill('SIGKILL')
      await kept.exited
    })
    await kept.gateway()
    kept.process.kill('SIGSTOP')
    // Each is in a queue of the system's when it is connected; one more than there is room for would not be.
    for (let at = 0; at < many; at += 100) {
      const some = Array.from({ length: 100 }, (_, more) =>
        connect({ port: kept.port, host: '127.0.0.1', localAddress: `127.0.1.${1 + ((at + more) % 250)}` }),
      )
      for (const socket of some) socket.on('error', () => undefined)
      sockets.push(...some)
      await Promise.all(some.map((socket) => once(socket, 'connect')))
    }
    const honest = ask(kept.port, '/in', { body: 'honest', from: '127.0.3.1' })
    kept.process.kill('SIGCONT')
    expect((await honest).body).toBe('6:honest')
  },
)

test('a port that somebody listens on is refused, also where that is another keeper', async () => {
  const opened = (): Doorway => {
    const doorway = new Doorway(doorwayLimits, () => false)
    onTestFinished(() => doorway.stop())
    return doorway
  }
  const there = await opened().open({ host: '127.0.0.1', port: 0, socketPath: '/none' })
  const inUse = { code: 'EADDRINUSE' }
  await expect(opened().open({ ...there, socketPath: '/none' })).rejects.toMatchObject(inUse)
  const other = createServer()
  onTestFinished(() => void other.close())
  other.listen(there.port, '127.0.0.1')
  expect(await once(other, 'error')).toMatchObject([inUse])

  // Of several that begin at the same time one has it.
  other.listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  other.close()
  await once(other, 'close')
  const began = await Promise.allSettled(
    Array.from({ length: 6 }, () => opened().open({ host: '127.0.0.1', port, socketPath: '/none' })),
  )
  const refused = began.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []))
  expect(refused).toEqual(Array<string>(5).fill('EADDRINUSE'))
})
