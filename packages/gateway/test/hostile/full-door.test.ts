import { once } from 'node:events'
import { Agent } from 'node:http'
import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { ask, type Kept, startKept } from '../keeper/kept.ts'

// Only Linux answers on all of 127.0.0.0/8 without being told to.
const manyNetworks = process.platform === 'linux'
if (!manyNetworks)
  console.log('skipped: who fills the door from two networks; this system has one on loopback')

const most = 60
/** As long as a caller would wait at least; it is answered in a few milliseconds. */
const patienceMs = 5000

let kept: Kept | undefined
const sockets: Socket[] = []
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  kept?.process.kill('SIGTERM')
  await kept?.exited
  kept = undefined
})

/** Fills the door from so many networks, the same part of it each, and beyond: what is over makes itself room. */
async function fill(port: number, say: (socket: Socket) => unknown, networks = 2): Promise<void> {
  for (let at = 0; at < most + 20; at++) {
    const localAddress = `127.0.${networks === 2 ? 1 + (at % 2) : 100 + (at % networks)}.${1 + (at % 50)}`
    const socket = connect({ port, host: '127.0.0.1', localAddress, allowHalfOpen: true })
    sockets.push(socket)
    socket.on('error', () => undefined)
    await Promise.race([once(socket, 'connect'), once(socket, 'close')])
    await say(socket)
  }
}

/** Asks, and has the answer: while it waits for that, it is of more use to us than one who has nothing to ask. */
async function askAndStay(socket: Socket, request: string): Promise<void> {
  socket.end(request)
  await Promise.race([once(socket, 'data'), once(socket, 'close')])
}

const attacks: [string, (socket: Socket) => unknown][] = [
  ['say nothing', () => undefined],
  ['send half a head', (socket) => socket.write('POST /in HTTP/1.1\r\nHost: a\r\n')],
  [
    'send half a body',
    (socket) => socket.write('POST /in HTTP/1.1\r\nHost: a\r\nContent-Length: 9999\r\n\r\nabc'),
  ],
  [
    'ask with HEAD behind a blank line',
    (socket) => askAndStay(socket, '\r\nHEAD /pid HTTP/1.1\r\nHost: a\r\n\r\n'),
  ],
  ['ask, end and never close', (socket) => askAndStay(socket, 'GET /pid HTTP/1.1\r\nHost: a\r\n\r\n')],
  [
    'send a chunk of a body without a length, and end',
    (socket) => socket.end('POST /in HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n'),
  ],
  ['send blank lines', (socket) => socket.write('\r\n'.repeat(1000))],
  ['begin to speak HTTP/2, and say no more', (socket) => socket.write('PRI * HTTP/2.0\r\n\r\n')],
]

describe.runIf(manyNetworks)('a door that two networks fill with those who', () => {
  test.each(attacks)('%s is open to everybody else, and to their own', async (_name, say) => {
    kept = await startKept({ LIMITS: JSON.stringify({ connections: most }) })
    await kept.gateway()
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const before = await ask(kept.port, '/pid', { agent, from: '127.0.9.1', patienceMs })
    await fill(kept.port, say)
    for (const from of ['127.0.3.1', '127.0.1.77', '127.0.4.1', '127.0.2.77']) {
      expect((await ask(kept.port, '/in', { body: 'honest', from, patienceMs })).body).toBe('6:honest')
    }
    // Whoever was here before and belongs to neither is still here.
    const [socket] = Object.values(agent.freeSockets).flat()
    expect((await ask(kept.port, '/pid', { agent, from: '127.0.9.1', patienceMs })).body).toBe(before.body)
    expect(Object.values(agent.freeSockets).flat()[0]).toBe(socket)
    agent.destroy()
  })

  test.each(attacks)('%s is open where each is of a network of its own, too', async (_name, say) => {
    kept = await startKept({ LIMITS: JSON.stringify({ connections: most }) })
    await kept.gateway()
    await fill(kept.port, say, most + 20)
    for (const from of ['127.0.3.1', '127.0.101.77', '127.0.4.1'])
      expect((await ask(kept.port, '/in', { body: 'honest', from, patienceMs })).body).toBe('6:honest')
  })

  test('go on coming, each of a network of its own, is open to who has only just come in', async () => {
    // So many, and so few a second, that the door is not filled anew while one is there.
    const room = 200
    kept = await startKept({ LIMITS: JSON.stringify({ connections: room }) })
    const { port } = kept
    await kept.gateway()
    let came = 0
    const come = (): Socket => {
      const at = came++
      const localAddress = `127.${100 + (Math.floor(at / 250) % 100)}.${at % 250}.1`
      const socket = connect({ port, host: '127.0.0.1', localAddress })
      sockets.push(socket)
      socket.on('error', () => undefined)
      socket.write('POST /in HTTP/1.1\r\nHost: a\r\n')
      return socket
    }
    for (let at = 0; at < room; at++) await once(come(), 'connect')
    const said: string[] = []
    for (let at = 1; at <= 200; at++) {
      const from = `127.0.${at}.9`
      const honest = ask(port, '/in', { body: 'honest', from, patienceMs })
      // Right behind it, so that it is not read yet when they make themselves room.
      for (let behind = 0; behind < 10; behind++) come()
      said.push(await honest.then(({ body }) => body, String))
    }
    expect(said.filter((one) => one !== '6:honest')).toEqual([])
  })

  test('send a little now and then is open, too', async () => {
    kept = await startKept({ LIMITS: JSON.stringify({ connections: most }) })
    await kept.gateway()
    await fill(kept.port, (socket) =>
      socket.write('POST /in HTTP/1.1\r\nHost: a\r\nContent-Length: 9999\r\n\r\n'),
    )
    const drip = setInterval(() => {
      for (const socket of sockets) if (socket.writable) socket.write('a')
    }, 100)
    for (const from of ['127.0.3.1', '127.0.1.77', '127.0.4.1', '127.0.2.77']) {
      expect((await ask(kept.port, '/in', { body: 'honest', from, patienceMs })).body).toBe('6:honest')
    }
    clearInterval(drip)
  })

  test('send a byte as soon as the one before is read have turns, of which one of another network has its share', async () => {
    kept = await startKept({ TELL: 'all' })
    const { port, told } = kept
    await kept.gateway()
    const bySource = new Map<string, Socket>()
    const drip = async (path: string, from: string, bytes: number): Promise<Socket> => {
      const socket = connect({ port, host: '127.0.0.1', localAddress: from, noDelay: true })
      sockets.push(socket)
      socket.on('error', () => undefined)
      await once(socket, 'connect')
      bySource.set(path, socket)
      socket.write(`POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: ${bytes}\r\n\r\na`)
      return socket
    }
    const pieces = (path: string): number => told.filter((line) => line.endsWith(` ${path}`)).length
    let seen = 0
    const feeding = setInterval(() => {
      for (; seen < told.length; seen++) {
        const path = /^got \d+ (.+)$/.exec(told[seen] ?? '')?.[1]
        if (path !== undefined) bySource.get(path)?.write('a')
      }
    }, 1)
    const flood = 300
    for (let at = 0; at < flood; at++) await drip(`/flood${at}`, `127.0.1.${1 + (at % 50)}`, 999_999)
    // The first four of a request are read as they come.
    await expect.poll(() => pieces(`/flood${flood - 1}`), { timeout: 20_000 }).toBeGreaterThan(5)
    const [free, paced] = [4, 24]
    const honest = await drip('/honest', '127.0.3.1', free + paced)
    const [answer] = await once(honest.setEncoding('latin1'), 'data')
    clearInterval(feeding)
    expect(answer).toContain(`${free + paced}:aaa`)
    const places = told.flatMap((line, at) =>
      line.startsWith('got') && line.endsWith('/honest') ? [at] : [],
    )
    const since = told.slice(places[free], places.at(-1))
    const others = since.filter((line) => line.startsWith('got') && !line.endsWith('/honest')).length
    console.log(`${(others / paced).toFixed(0)} pieces of ${flood} others for one`)
    expect(others / paced).toBeLessThan(flood / 3)
  })

  test('who comes behind thousands of one network goes to the gateway before most of them', async () => {
    kept = await startKept({ START: 'held', TELL: 'all' })
    const { port } = kept
    const flood = 600
    for (let at = 0; at < flood; at++) {
      const socket = connect({ port, host: '127.0.0.1', localAddress: `127.0.1.${1 + (at % 50)}` })
      sockets.push(socket)
      socket.on('error', () => undefined)
      await once(socket, 'connect')
      socket.write('POST /flood HTTP/1.1\r\nHost: a\r\nContent-Length: 9999\r\n\r\nabc')
    }
    const honest = ['127.0.3.1', '127.0.4.1'].map((from) => ask(port, '/honest', { body: 'x', from }))
    // Both are in the house when the keeper has looked again.
    await kept.looks(2)
    await kept.letStart(1)
    await Promise.all(honest)
    await expect.poll(() => kept?.told.filter((line) => line === 'asked /flood')).toHaveLength(flood)
    // Some sixty were on their way when the two had their turns.
    expect(kept.told.filter((line) => line.startsWith('asked')).indexOf('asked /honest')).toBeLessThan(70)
    expect(kept.told.filter((line) => line.startsWith('asked')).lastIndexOf('asked /honest')).toBeLessThan(70)
  })

  test('a trusted proxy is let in, and makes room for nobody', async () => {
    kept = await startKept({
      LIMITS: JSON.stringify({ connections: most }),
      PROXIES: JSON.stringify(['127.0.9.0/24']),
    })
    await kept.gateway()
    const agent = new Agent({ keepAlive: true, maxSockets: most / 2 })
    const asProxy = { agent, from: '127.0.9.1', patienceMs }
    const { port } = kept
    await Promise.all(Array.from({ length: most / 2 }, () => ask(port, '/slow', asProxy)))
    const kind = (): number => Object.values(agent.freeSockets).flat().length
    expect(kind()).toBe(most / 2)
    await fill(port, (socket) => socket.write('POST /in HTTP/1.1\r\nHost: a\r\n'))
    expect((await ask(port, '/in', { body: 'x', from: '127.0.3.1', patienceMs })).status).toBe(200)
    expect(kind()).toBe(most / 2)
    agent.destroy()
  })
})
