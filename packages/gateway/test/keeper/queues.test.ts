import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { connectionsWithin, openFilesLimit } from '../../src/keeper/descriptors.ts'
import { Doorway, doorwayLimits } from '../../src/keeper/doorway.ts'
import { onFreePort } from '../../src/keeper/shared-port.ts'
import { freePort } from '../harness/free-port.ts'
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
})

test.runIf(process.platform === 'linux')('of two that begin at the same time one has a port', async () => {
  const at = { host: '127.0.0.1', port: await freePort() }
  let second: Promise<string> | undefined
  await onFreePort(at, async () => {
    // It has found the port free and listens nowhere yet: where another may look now, both find it free.
    second = onFreePort(at, () => Promise.resolve('listens, too'))
    expect(await Promise.race([second, sleep(300, 'waits')])).toBe('waits')
    const server = createServer()
    onTestFinished(() => void server.close())
    server.listen({ ...at, reusePort: true })
    await once(server, 'listening')
  })
  await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' })
})
