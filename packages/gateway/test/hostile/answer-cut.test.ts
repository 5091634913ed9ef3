import type { Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { type HostileReceiver, startReceiver } from '../../../../tools/hostile-receiver.ts'
import { createEgress } from '../../src/egress/egress.ts'
import type { Answer } from '../../src/model/answer.ts'
import { Connections } from '../../src/transports/http/connections.ts'
import { send } from '../../src/transports/http/send.ts'

// A status that has come is the application's word: what becomes of the rest of its answer takes nothing back. And an
// interim answer is no answer, wherever its bytes are cut.

const opened: { close(reason: Error): unknown }[] = []
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close(new Error('the test is over'))
})

/** A receiver that writes these pieces, each in a segment of its own, and then does something. */
async function writing(
  pieces: (number: number) => readonly string[],
  then: (socket: Socket) => void = () => undefined,
): Promise<HostileReceiver> {
  const receiver = await startReceiver({
    each: (_request, number) => (socket) => {
      socket.setNoDelay(true)
      const left = [...pieces(number)]
      const next = (): void => {
        const piece = left.shift()
        if (piece === undefined) then(socket)
        else if (!socket.destroyed) socket.write(piece, 'latin1', () => setTimeout(next, 3))
      }
      next()
    },
  })
  opened.push(receiver)
  return receiver
}

function connectionsTo(url: string): Connections {
  const made = new Connections(url, createEgress({ allow: [], deny: [] }), { allowPrivate: true, ca: null })
  opened.push(made)
  return made
}

const message = { headers: ['content-type', 'text/plain'], body: Buffer.from('hello') }
const shown = ({ status, failure, body }: Answer): string =>
  `${status} ${failure} ${Buffer.from(body).toString()}`

describe('after the head of a 2xx', () => {
  const head = 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n'
  const chunked = 'HTTP/1.1 202 Accepted\r\ntransfer-encoding: chunked\r\n\r\n'
  it.each([
    ['a reset', head, (socket: Socket) => socket.resetAndDestroy(), 200],
    ['an end', head, (socket: Socket) => socket.end(), 200],
    ['an end in the middle', `${head}half`, (socket: Socket) => socket.end(), 200],
    ['a reset in the middle', `${head}half`, (socket: Socket) => socket.resetAndDestroy(), 200],
    ['silence', `${head}half`, () => undefined, 200],
    ['no last chunk', `${chunked}5\r\nhello\r\n`, (socket: Socket) => socket.end(), 202],
    ['a malformed chunk', `${chunked}zz\r\nhello\r\n`, () => undefined, 202],
    ['a malformed trailer', `${chunked}0\r\nbad trailer\r\n\r\n`, () => undefined, 202],
    ['more than is read', `HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(70_000)}`, () => undefined, 200],
  ])('%s leaves it delivered', async (_what, text, then, status) => {
    const { url } = await writing(() => [text], then)
    const got = await send(connectionsTo(url), '/', message, 1_000)
    expect(got).toMatchObject({ status, failure: 'ERR_DELIVERY_ANSWER_CUT' })
  })

  it('cut at every position: nothing before the head ends, everything after', async () => {
    const whole = `${head}0123456789`
    const got = await Promise.all(
      Array.from({ length: whole.length + 1 }, async (_, at) => {
        const { url } = await writing(
          () => [whole.slice(0, at)],
          (socket) => socket.end(),
        )
        const { status, failure } = await send(connectionsTo(url), '/', message, 10_000)
        return `${status} ${failure}`
      }),
    )
    expect(got.slice(0, head.length).filter((one) => one !== 'null ERR_DELIVERY_CLOSED')).toEqual([])
    expect(got.slice(head.length, -1).filter((one) => one !== '200 ERR_DELIVERY_ANSWER_CUT')).toEqual([])
    expect(got.at(-1)).toBe('200 null')
  })

  it('a failure stays the failure that its status says', async () => {
    const { url } = await writing(
      () => ['HTTP/1.1 503 Busy\r\nretry-after: 9\r\ncontent-length: 5\r\n\r\nhe'],
      (socket) => socket.resetAndDestroy(),
    )
    const got = await send(connectionsTo(url), '/', message, 1_000)
    expect(got).toMatchObject({ status: 503, retryAfter: '9', failure: 'ERR_DELIVERY_ANSWER_CUT' })
  })
})

describe('interim answers', () => {
  const final = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'
  const unasked = 'HTTP/1.1 100 Continue\r\n\r\n'
  const processing = 'HTTP/1.0 102 Processing\r\n\r\n'
  const hints = 'HTTP/1.1 103 Early Hints\r\nlink: </a>; rel=preload\r\nx: \r\n\r\n'
  const whole = `${unasked}${processing}${hints}${unasked}${final}`

  it('one, several, and of every kind, cut at every position', async () => {
    const got = await Promise.all(
      Array.from({ length: whole.length }, async (_, at) => {
        const { url } = await writing(() => [whole.slice(0, at), whole.slice(at)].filter((one) => one !== ''))
        return shown(await send(connectionsTo(url), '/', message, 10_000))
      }),
    )
    expect([...new Set(got)]).toEqual(['200 null ok'])
  })

  it('byte by byte, before each answer of one connection', async () => {
    const receiver = await writing((number) => (number % 2 === 0 ? [...whole] : [unasked, final]))
    const connections = connectionsTo(receiver.url)
    for (let n = 0; n < 4; n += 1) {
      expect(shown(await send(connections, '/', message, 10_000))).toBe('200 null ok')
    }
    expect(receiver.connections).toBe(1)
  })

  it.each([
    ['a status of four digits', 'HTTP/1.1 1000 Odd\r\n\r\n', 'ERR_DELIVERY_PROTOCOL'],
    [
      'an upgrade',
      'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n',
      'ERR_DELIVERY_PROTOCOL',
    ],
    ['half of one', 'HTTP/1.1 10', 'ERR_DELIVERY_CLOSED'],
    ['one, and no more', unasked, 'ERR_DELIVERY_CLOSED'],
  ])('%s is not passed over', async (_what, text, failure) => {
    const { url } = await writing(
      () => [text],
      (socket) => socket.end(),
    )
    expect(await send(connectionsTo(url), '/', message, 2_000)).toMatchObject({ status: null, failure })
  })

  it('an attempt that was told to go on is not made again by itself', async () => {
    const receiver = await writing(
      (number) => (number === 0 ? [final] : [unasked]),
      (socket) => receiver.requests.length > 1 && socket.resetAndDestroy(),
    )
    const connections = connectionsTo(receiver.url)
    expect(shown(await send(connections, '/', message, 2_000))).toBe('200 null ok')
    const got = await send(connections, '/', message, 2_000)
    expect(got).toMatchObject({ status: null, failure: 'ERR_DELIVERY_CLOSED' })
    expect(receiver.requests).toHaveLength(2)
  })
})
