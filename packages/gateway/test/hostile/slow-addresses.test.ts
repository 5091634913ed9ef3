import { createServer, connect as dial, type Server, Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { answer } from '../../../../tools/hostile-behaviors.ts'
import { startReceiver } from '../../../../tools/hostile-receiver.ts'
import { createEgress } from '../../src/egress/egress.ts'
import { raceAddresses } from '../../src/egress/race.ts'
import { createResolver } from '../../src/egress/resolver.ts'
import { Connections } from '../../src/transports/http/connections.ts'
import { send } from '../../src/transports/http/send.ts'
import { elsewhere } from '../deliver/elsewhere-certificate.ts'
import { startNameServer } from '../egress/name-server.ts'

// A name server that hangs, and addresses that are dead or slow, cost their own destination time and no other anything.

const opened: (() => unknown)[] = []
afterEach(async () => {
  for (const close of opened.splice(0)) await close()
})

const message = { headers: ['content-type', 'text/plain'], body: Buffer.from('hello') }

async function receiver(...given: Parameters<typeof startReceiver>): ReturnType<typeof startReceiver> {
  const started = await startReceiver(...given)
  opened.push(() => started.close())
  return started
}

function connectionsTo(
  origin: string,
  egress: ReturnType<typeof createEgress>,
  ca: string | null = null,
): Connections {
  const made = new Connections(origin, egress, { allowPrivate: false, ca })
  opened.push(() => made.close(new Error('the test is over')))
  return made
}

async function listening(server: Server, host: string, port = 0): Promise<number> {
  await new Promise<void>((resolve) => server.listen(port, host, resolve))
  opened.push(() => server.close())
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

describe('a name server that hangs', () => {
  it('for a dozen destinations holds up no other', async () => {
    const names = Array.from({ length: 12 }, (_, n) => `hang-${n}.example`)
    const server = await startNameServer({
      ...Object.fromEntries(names.map((name) => [name, { hangs: 'all' as const }])),
      'good.example': { a: ['127.0.0.1'], ttl: 0 },
    })
    opened.push(() => server.close())
    const { port, requests } = await receiver()
    const egress = createEgress(
      { allow: ['127.0.0.0/8'], deny: [] },
      createResolver({ by: [server.address] }),
    )
    let ended = 0
    const hanging = names.map(async (name) => {
      const got = await send(connectionsTo(`http://${name}:${port}`, egress), '/', message, 4_000)
      ended += 1
      return got.failure
    })
    for (let n = 0; n < 5; n += 1) {
      const good = connectionsTo(`http://good.example:${port}`, egress)
      expect(await send(good, '/', message, 4_000)).toMatchObject({ status: 200, failure: null })
    }
    expect(ended).toBe(0)
    expect(requests).toHaveLength(5)
    expect(new Set(await Promise.all(hanging))).toEqual(new Set(['ERR_DELIVERY_CONNECT_TIMEOUT']))
  })

  it('an answer that is remembered is looked at anew by each that uses it', async () => {
    const server = await startNameServer({
      'turn.example': { a: ['127.0.0.1'], ttl: 600 },
      'gone.example': {},
    })
    opened.push(() => server.close())
    const inside = await receiver()
    const resolve = createResolver({ by: [server.address] })
    const open = createEgress({ allow: ['127.0.0.0/8'], deny: [] }, resolve)
    const closed = createEgress({ allow: [], deny: [] }, resolve)
    const at = `http://turn.example:${inside.port}`
    expect(await send(connectionsTo(at, open), '/', message, 4_000)).toMatchObject({ status: 200 })
    for (let n = 0; n < 2; n += 1) {
      expect(await send(connectionsTo(at, closed), '/', message, 4_000)).toMatchObject({
        status: null,
        failure: 'ERR_DELIVERY_ADDRESS',
      })
    }
    expect(server.asked.filter((one) => one === 'A turn.example')).toHaveLength(1)
    expect([inside.requests.length, inside.connections]).toEqual([1, 1])
    const nowhere = await send(connectionsTo(`http://gone.example:${inside.port}`, open), '/', message, 4_000)
    expect([nowhere.failure, Buffer.from(nowhere.body).toString()]).toEqual(['ERR_DELIVERY_DNS', 'ENOTFOUND'])
  })
})

describe('a receiver', () => {
  it('whose first address takes connections and never shakes hands is reached at the next', async () => {
    const { port, requests } = await receiver(answer(200), { tls: elsewhere })
    const mute = createServer((socket) => void socket.on('error', () => undefined))
    await listening(mute, '127.0.0.2', port)
    const egress = createEgress({ allow: ['127.0.0.0/8'], deny: [] }, async () => [
      { address: '127.0.0.2', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ])
    const connections = connectionsTo(`https://elsewhere.example:${port}`, egress, elsewhere.cert)
    expect(await send(connections, '/', message, 3_000)).toMatchObject({ status: 200, failure: null })
    expect(requests).toHaveLength(1)
  })

  it('whose handshake takes longer than a quarter of a second is reached all the same', async () => {
    const { port: behind } = await receiver(answer(200), { tls: elsewhere })
    const slow = createServer((socket) => {
      socket.on('error', () => undefined)
      const inner = dial(behind, '127.0.0.1')
      inner.on('error', () => undefined)
      inner.pipe(socket)
      setTimeout(() => socket.pipe(inner), 700)
    })
    const port = await listening(slow, '127.0.0.1')
    const egress = createEgress({ allow: ['127.0.0.0/8'], deny: [] }, async () => [
      { address: '127.0.0.1', family: 4 },
      { address: '127.0.0.3', family: 4 },
    ])
    const connections = connectionsTo(`https://elsewhere.example:${port}`, egress, elsewhere.cert)
    expect(await send(connections, '/', message, 20_000)).toMatchObject({ status: 200, failure: null })
  })

  it('one of whose addresses lies inside is never connected to there', async () => {
    const { port, requests } = await receiver()
    const inside = createServer()
    let reached = 0
    inside.on('connection', () => {
      reached += 1
    })
    await listening(inside, '127.0.0.2', port)
    const egress = createEgress({ allow: ['127.0.0.1'], deny: [] }, async () => [
      { address: '127.0.0.2', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ])
    const got = await send(connectionsTo(`http://two.example:${port}`, egress), '/', message, 5_000)
    expect(got).toMatchObject({ status: 200 })
    expect([requests.length, reached]).toEqual([1, 0])
  })
})

describe('addresses in a race', () => {
  const address = (n: number): { address: string; family: number } => ({ address: `192.0.2.${n}`, family: 4 })

  async function race(
    kinds: readonly ('dead' | 'slow' | 'refused' | 'good')[],
    timeoutMs: number,
  ): Promise<{ said: string; tried: readonly Socket[] }> {
    const port = await listening(createServer(), '127.0.0.1')
    const closed = createServer()
    const nobody = await listening(closed, '127.0.0.1')
    await new Promise((resolve) => closed.close(resolve))
    const tried: Socket[] = []
    return await new Promise((resolve) => {
      raceAddresses(
        kinds.map((_, at) => address(at)),
        ({ address: text }) => {
          const kind = kinds[Number(text.split('.').at(-1))]
          // A socket that nobody connects is as silent as an address that is dead.
          const socket = new Socket()
          if (kind === 'good') socket.connect(port, '127.0.0.1')
          if (kind === 'refused') socket.connect(nobody, '127.0.0.1')
          if (kind === 'slow') setTimeout(() => socket.destroyed || socket.connect(port, '127.0.0.1'), 600)
          tried.push(socket)
          return { socket, ready: 'connect' }
        },
        timeoutMs,
        (error, socket) => {
          const winner = socket === null ? -1 : tried.indexOf(socket)
          socket?.destroy()
          const { code, name } = (error ?? {}) as { code?: string; name?: string }
          resolve({ said: winner === -1 ? `${name} ${code}` : String(kinds[winner]), tried })
        },
      )
    })
  }

  it.each([
    [['dead', 'good'], 'good'],
    [['refused', 'good'], 'good'],
    [['refused', 'slow'], 'slow'],
    [['slow', 'dead'], 'slow'],
    [['dead', 'dead', 'dead', 'refused', 'good'], 'good'],
    [['slow'], 'slow'],
  ] as const)('%j: reached', async (kinds, winner) => {
    const { said, tried } = await race(kinds, 10_000)
    expect(said).toBe(winner)
    expect(tried.every(({ destroyed }) => destroyed)).toBe(true)
  })

  it('one that connects has its part of the time to finish before the next is begun', async () => {
    const port = await listening(createServer(), '127.0.0.1')
    const begun: Socket[] = []
    const won = await new Promise<Socket | null>((resolve) => {
      raceAddresses(
        [address(1), address(2)],
        () => {
          const socket = new Socket()
          begun.push(socket)
          socket.connect(port, '127.0.0.1')
          // As a handshake that takes its time, longer than another address waits for one that does not connect.
          setTimeout(() => socket.emit('secureConnect'), begun.length === 1 ? 600 : 0)
          return { socket, ready: 'secureConnect' }
        },
        40_000,
        (_error, socket) => resolve(socket),
      )
    })
    for (const socket of begun) socket.destroy()
    expect([begun.length, won === begun[0]]).toEqual([1, true])
  })

  it('end when the time is over, and all have been closed', async () => {
    const { said, tried } = await race(['dead', 'refused', 'dead'], 900)
    expect(said).toBe('ConnectTimeout ETIMEDOUT')
    expect(tried).toHaveLength(3)
    expect(tried.every(({ destroyed }) => destroyed)).toBe(true)
  })

  it('end at once when all have refused', async () => {
    expect((await race(['refused', 'refused'], 60_000)).said).toBe('AggregateError undefined')
    expect((await race(['refused'], 60_000)).said).toBe('Error ECONNREFUSED')
  })
})
