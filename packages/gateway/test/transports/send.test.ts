import { afterEach, describe, expect, it } from 'vitest'
import { answer, behaviors } from '../../../../tools/hostile-behaviors.ts'
import { type HostileReceiver, startReceiver } from '../../../../tools/hostile-receiver.ts'
import { createEgress } from '../../src/egress/egress.ts'
import type { ResolvedAddress } from '../../src/egress/resolve.ts'
import type { Answer } from '../../src/model/answer.ts'
import { Connections } from '../../src/transports/http/connections.ts'
import { send } from '../../src/transports/http/send.ts'
import { elsewhere, expired } from '../deliver/elsewhere-certificate.ts'

const opened: { close(reason: Error): unknown }[] = []
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close(new Error('the test is over'))
})

async function receiver(...given: Parameters<typeof startReceiver>): Promise<HostileReceiver> {
  const started = await startReceiver(...given)
  opened.push(started)
  return started
}

function connectionsTo(
  origin: string,
  egress = createEgress({ allow: [], deny: [] }),
  { allowPrivate = true, ca = null }: { allowPrivate?: boolean; ca?: string | null } = {},
): Connections {
  const made = new Connections(origin, egress, { allowPrivate, ca })
  opened.push(made)
  return made
}

const message = { headers: ['content-type', 'text/plain'], body: Buffer.from('hello') }

async function outcome(behavior: Parameters<typeof startReceiver>[0], timeoutMs = 400): Promise<Answer> {
  const { url } = await receiver(behavior)
  return send(connectionsTo(url), '/', message, timeoutMs)
}

describe('a receiver that misbehaves', () => {
  it.each([
    ['silence', null, 'ERR_DELIVERY_TIMEOUT'],
    ['drip', 200, 'ERR_DELIVERY_ANSWER_CUT'],
    ['dripHead', null, 'ERR_DELIVERY_TIMEOUT'],
    ['flood', 200, 'ERR_DELIVERY_ANSWER_CUT'],
    ['floodOfFailure', 500, 'ERR_DELIVERY_ANSWER_CUT'],
    ['floodOfChunks', 200, 'ERR_DELIVERY_ANSWER_CUT'],
    ['cut', 200, 'ERR_DELIVERY_ANSWER_CUT'],
    ['hangUp', null, 'ERR_DELIVERY_CLOSED'],
    ['reset', null, 'ERR_DELIVERY_CLOSED'],
    ['gibberish', null, 'ERR_DELIVERY_PROTOCOL'],
    ['twoLengths', null, 'ERR_DELIVERY_PROTOCOL'],
    ['oddStatus', null, 'ERR_DELIVERY_PROTOCOL'],
    ['continues', 200, null],
    ['continuesForEver', null, 'ERR_DELIVERY_TIMEOUT'],
    ['continuesAsFastAsItCan', null, 'ERR_DELIVERY_PROTOCOL'],
    ['hintsForEver', null, 'ERR_DELIVERY_TIMEOUT'],
    ['hint', 200, null],
    ['upgrade', null, 'ERR_DELIVERY_PROTOCOL'],
    ['thousandHeaders', null, 'ERR_DELIVERY_PROTOCOL'],
    ['giantHeader', null, 'ERR_DELIVERY_PROTOCOL'],
    ['gzipBomb', 200, 'ERR_DELIVERY_ANSWER_CUT'],
  ] as const)('%s: status %s, %s', async (name, status, failure) => {
    const got = await outcome(behaviors[name], name === 'gzipBomb' ? 10_000 : 400)
    expect({ status: got.status, failure: got.failure }).toEqual({ status, failure })
    expect(got.body.length).toBeLessThanOrEqual(4096)
  })

  it('keeps the start of a long answer, as it came', async () => {
    const got = await outcome(answer(500, {}, 'e'.repeat(60_000)))
    expect(Buffer.from(got.body).toString()).toBe('e'.repeat(4096))
    const bomb = await outcome(behaviors.gzipBomb, 10_000)
    // Still compressed.
    expect([...bomb.body.subarray(0, 2)]).toEqual([0x1f, 0x8b])
  })

  it('is not followed where it points', async () => {
    const inside = await receiver()
    const got = await outcome(answer(307, { location: `${inside.url}/admin` }))
    expect(got).toMatchObject({ status: 307, failure: null })
    expect(inside.requests).toHaveLength(0)
  })

  it('gets nothing of the next delivery when it answers twice', async () => {
    const { url, requests } = await receiver({
      each: (_request, number) => (number === 0 ? behaviors.smuggled : answer(202)),
    })
    const connections = connectionsTo(url)
    expect(await send(connections, '/', message, 1_000)).toMatchObject({ status: 200 })
    expect(await send(connections, '/', message, 1_000)).toMatchObject({ status: 202 })
    expect(requests).toHaveLength(2)
  })

  it('is asked once more over a new connection when it has closed an idle one', async () => {
    const { url, requests } = await receiver({
      each: (_request, number) => (number === 1 ? behaviors.hangUp : answer(200)),
    })
    const connections = connectionsTo(url)
    expect(await send(connections, '/', message, 1_000)).toMatchObject({ status: 200 })
    expect(await send(connections, '/', message, 1_000)).toMatchObject({ status: 200, failure: null })
    expect(requests).toHaveLength(3)
  })

  it('says Retry-After', async () => {
    expect(await outcome(answer(503, { 'retry-after': '7' }))).toMatchObject({ status: 503, retryAfter: '7' })
  })
})

describe('no connection', () => {
  it('refused', async () => {
    const gone = await receiver()
    await gone.close()
    const got = await send(connectionsTo(gone.url), '/', message, 1_000)
    expect(got).toMatchObject({ status: null, failure: 'ERR_DELIVERY_CONNECT' })
  })

  it('no such name', async () => {
    const unknown = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' })
    const egress = createEgress({ allow: [], deny: [] }, () => Promise.reject(unknown))
    const got = await send(connectionsTo('http://gone.example', egress), '/', message, 1_000)
    expect(got).toMatchObject({ status: null, failure: 'ERR_DELIVERY_DNS' })
  })

  it('no answer to the look-up, or to the connection', async () => {
    const egress = createEgress({ allow: [], deny: [] }, () => new Promise(() => undefined))
    const got = await send(connectionsTo('http://slow.example', egress), '/', message, 100)
    expect(got).toMatchObject({ status: null, failure: 'ERR_DELIVERY_CONNECT_TIMEOUT' })
  })

  it('an address inside, literally', async () => {
    const inside = await receiver()
    const got = await send(connectionsTo(inside.url, undefined, { allowPrivate: false }), '/', message, 1_000)
    expect(got).toMatchObject({ status: null, failure: 'ERR_DELIVERY_ADDRESS' })
    expect(inside.connections).toBe(0)
  })

  it('a name that resolves inside at the second look', async () => {
    const inside = await receiver()
    const answers: ResolvedAddress[] = [{ address: '203.0.114.7', family: 4 }]
    const egress = createEgress({ allow: [], deny: [] }, async () => [
      answers.shift() ?? { address: '127.0.0.1', family: 4 },
    ])
    const to = connectionsTo(`http://rebinding.example:${inside.port}`, egress, { allowPrivate: false })
    await egress.resolve('rebinding.example', false)
    expect(await send(to, '/', message, 1_000)).toMatchObject({ failure: 'ERR_DELIVERY_ADDRESS' })
    expect(inside.connections).toBe(0)
  })

  it('the address that was reached is looked at once more, whatever the look-up let through', async () => {
    const inside = await receiver()
    const lax = createEgress({ allow: [], deny: [] })
    const egress = { ...lax, resolve: async () => [{ address: '127.0.0.1', family: 4 }] }
    const to = connectionsTo(`http://lax.example:${inside.port}`, egress, { allowPrivate: false })
    expect(await send(to, '/', message, 1_000)).toMatchObject({ failure: 'ERR_DELIVERY_ADDRESS' })
    expect(inside.requests).toHaveLength(0)
  })

  it('IPv6 alone', async () => {
    const { port, requests } = await receiver(answer(200), { host: '::1' })
    const egress = createEgress({ allow: [], deny: [] }, async () => [{ address: '::1', family: 6 }])
    expect(
      await send(connectionsTo(`http://six.example:${port}`, egress), '/', message, 1_000),
    ).toMatchObject({
      status: 200,
    })
    expect(await send(connectionsTo(`http://[::1]:${port}`), '/', message, 1_000)).toMatchObject({
      status: 200,
    })
    expect(requests).toHaveLength(2)
  })
})

describe('TLS', () => {
  const tls = elsewhere

  it('a certificate that nobody vouches for is refused', async () => {
    const { url, requests } = await receiver(answer(200), { tls })
    const got = await send(connectionsTo(url), '/', message, 2_000)
    expect(got).toMatchObject({ status: null, failure: 'ERR_DELIVERY_TLS_UNTRUSTED' })
    expect(requests).toHaveLength(0)
  })

  it('a certificate of the destination’s own authority is trusted, for its own name alone', async () => {
    const { port } = await receiver(answer(200), { tls })
    const resolve = async (): Promise<ResolvedAddress[]> => [{ address: '127.0.0.1', family: 4 }]
    const egress = createEgress({ allow: [], deny: [] }, resolve)
    const own = connectionsTo(`https://elsewhere.example:${port}`, egress, { ca: tls.cert })
    expect(await send(own, '/', message, 2_000)).toMatchObject({ status: 200, failure: null })
    const other = connectionsTo(`https://other.example:${port}`, egress, { ca: tls.cert })
    expect(await send(other, '/', message, 2_000)).toMatchObject({
      ...{ status: null, failure: 'ERR_DELIVERY_TLS_NAME' },
    })
  })

  it('a certificate whose time is over is refused, although its authority is trusted', async () => {
    const { port, requests } = await receiver(answer(200), { tls: expired })
    const egress = createEgress({ allow: [], deny: [] }, async () => [{ address: '127.0.0.1', family: 4 }])
    const late = connectionsTo(`https://elsewhere.example:${port}`, egress, { ca: expired.cert })
    expect(await send(late, '/', message, 2_000)).toMatchObject({
      ...{ status: null, failure: 'ERR_DELIVERY_TLS_EXPIRED' },
    })
    expect(requests).toHaveLength(0)
  })

  it('a server that does not speak TLS', async () => {
    const { port } = await receiver(behaviors.gibberish)
    const got = await send(connectionsTo(`https://127.0.0.1:${port}`), '/', message, 500)
    expect(got.status).toBeNull()
    expect(['ERR_DELIVERY_TLS_PLAIN', 'ERR_DELIVERY_CONNECT_TIMEOUT']).toContain(got.failure)
  })
})
