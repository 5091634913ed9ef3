import { Webhook } from 'standardwebhooks'
import { afterEach, describe, expect, it } from 'vitest'
import { answer, behaviors, late } from '../../../../tools/hostile-behaviors.ts'
import { type HostileReceiver, startReceiver } from '../../../../tools/hostile-receiver.ts'
import { createWorld, destinationSecret, until } from './world.ts'

const opened: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})

async function receiver(...given: Parameters<typeof startReceiver>): Promise<HostileReceiver> {
  const started = await startReceiver(...given)
  opened.push(started)
  return started
}

async function world(...given: Parameters<typeof createWorld>): ReturnType<typeof createWorld> {
  const made = await createWorld(...given)
  opened.push(made)
  await made.delivery.start()
  return made
}

describe('a delivery', () => {
  it('brings the bytes as they came, countersigned', async () => {
    const app = await receiver()
    const { accept } = await world([{ url: `${app.url}/hook?a=1` }])
    const body = Buffer.from([0xef, 0xbb, 0xbf, 0x24, 0x26, 0x00, 0xff, 0xfe])
    await accept(body, {
      headers: [
        ['content-type', 'application/octet-stream'],
        ['content-encoding', 'gzip'],
        ['x-spark-signature', 'abc'],
        ['authorization', 'Bearer never'],
        ['x-other', 'stays here'],
      ],
      type: 'messages.created',
    })
    await app.received(1)
    const [request] = app.requests
    expect(request?.path).toBe('/hook?a=1')
    expect(request?.method).toBe('POST')
    expect(request?.body.equals(body)).toBe(true)
    const headers = Object.fromEntries(Object.entries(request?.headers ?? {}).map(([n, v]) => [n, v.join()]))
    expect(headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-encoding': 'gzip',
      'x-spark-signature': 'abc',
      'countersign-source': 'orders',
      'countersign-event-type': 'messages.created',
      'countersign-verdict': 'unsigned',
      'countersign-attempt': '1',
      'content-length': String(body.length),
    })
    expect(headers['webhook-id']).toMatch(/^evt_/)
    expect(headers['countersign-signature']).toMatch(/^v1,/)
    expect(headers).not.toHaveProperty('authorization')
    expect(headers).not.toHaveProperty('x-other')
    expect(headers).not.toHaveProperty('countersign-replay')
  })

  it('verifies with the reference library', async () => {
    const app = await receiver()
    const { accept } = await world([{ url: app.url }])
    await accept('{"text":"grüße"}')
    await app.received(1)
    const [request] = app.requests
    const headers = Object.fromEntries(Object.entries(request?.headers ?? {}).map(([n, v]) => [n, v.join()]))
    const verified = new Webhook(destinationSecret).verify(request?.body.toString() ?? '', headers)
    expect(verified).toEqual({ text: 'grüße' })
  })

  it('is tried again by its schedule, then delivered', async () => {
    const app = await receiver({ each: (_request, number) => answer(number < 2 ? 500 : 204) })
    const { accept, journal, pending, laneOf } = await world([{ url: app.url }])
    const seq = await accept()
    await until(async () => (await pending()) === 0)
    const attempts = await journal.attempts({ seq, lane: laneOf(0), replay: 0 })
    expect(attempts.map(({ n, status, code, final }) => [n, status, code, final])).toEqual([
      [1, 500, 'ERR_DELIVERY_FAILED', null],
      [2, 500, 'ERR_DELIVERY_FAILED', null],
      [3, 204, null, 'delivered'],
    ])
    const ids = app.requests.map(({ headers }) => headers['webhook-id']?.[0])
    expect(new Set(ids).size).toBe(1)
    expect(app.requests.map(({ headers }) => headers['countersign-attempt']?.[0])).toEqual(['1', '2', '3'])
  })

  it('is dead after the last attempt', async () => {
    const app = await receiver(answer(400, {}, 'no such thing'))
    const { accept, journal, pending, laneOf } = await world([{ url: app.url }])
    const seq = await accept()
    await until(async () => (await pending()) === 0)
    const attempts = await journal.attempts({ seq, lane: laneOf(0), replay: 0 })
    expect(attempts.map(({ final }) => final)).toEqual([null, null, null, 'dead'])
    expect(Buffer.from(attempts[0]?.answer ?? []).toString()).toBe('no such thing')
  })

  it('is dead, and says why, when its bytes are gone', async () => {
    const app = await receiver()
    const hidden = new Set<number>()
    const { accept, journal, pending, laneOf, delivery } = await world([{ url: app.url }], {
      between: (engine) => ({
        ...engine,
        payloads: async (seqs) => engine.payloads(seqs.filter((seq) => !hidden.has(seq))),
      }),
    })
    const seq = await accept('{}', { offer: false })
    hidden.add(seq)
    delivery.wake([laneOf(0)])
    await until(async () => (await pending()) === 0)
    const attempts = await journal.attempts({ seq, lane: laneOf(0), replay: 0 })
    expect(attempts).toMatchObject([{ n: 0, code: 'ERR_PAYLOAD_EXPIRED', final: 'dead' }])
  })

  it('reaches every destination once, whether offered or found in the journal', async () => {
    const apps = [await receiver(), await receiver()]
    const { accept, pending, delivery, laneOf } = await world(apps.map(({ url }) => ({ url })))
    const all: Promise<number>[] = []
    for (let at = 0; at < 500; at++) all.push(accept(`{"at":${at}}`, { offer: at % 3 !== 0 }))
    await Promise.all(all)
    delivery.wake([laneOf(0), laneOf(1)])
    await until(async () => (await pending()) === 0)
    for (const app of apps) {
      expect(app.requests.length).toBe(500)
      expect(new Set(app.requests.map(({ headers }) => headers['webhook-id']?.[0])).size).toBe(500)
    }
  })

  it('finds what waited before the start', async () => {
    const app = await receiver()
    const made = await createWorld([{ url: app.url }])
    opened.push(made)
    for (let at = 0; at < 700; at++) await made.accept('{}', { offer: false })
    await made.delivery.start()
    await until(async () => (await made.pending()) === 0)
    expect(app.requests.length).toBe(700)
  })

  it('goes to a destination that is created later', async () => {
    const app = await receiver()
    const { accept, addDestination } = await world([])
    await addDestination({ url: app.url }, 0)
    await accept()
    await app.received(1)
  })

  it('waits while its destination is paused, and is discarded when it is deleted', async () => {
    const app = await receiver()
    const { accept, addDestination, journal, pending, live, laneOf } = await world([
      { url: app.url, paused: 'operator' },
    ])
    await accept()
    await accept()
    const paused = live.current().destination('dst_0')?.destination
    if (paused === undefined) throw new Error('no destination')
    // What is not paused and came later has it.
    const beside = await receiver()
    await addDestination({ url: beside.url }, 1)
    await accept()
    await beside.received(1)
    expect(app.requests.length).toBe(0)
    await live.change({ destinations: [{ ...paused, paused: null }] })
    await until(async () => (await pending()) === 0)
    expect(app.requests.length).toBe(3)
    await live.change({ destinations: [{ ...paused, paused: 'operator' }] })
    const third = await accept()
    const lane = laneOf(0)
    await live.change({ destinations: [{ ...paused, deletedAt: 2 }] })
    await until(async () => (await pending()) === 0)
    expect(await journal.attempts({ seq: third, lane, replay: 0 })).toMatchObject([
      { n: 0, code: 'ERR_DESTINATION_DELETED', final: 'discarded' },
    ])
    expect(app.requests.length).toBe(3)
  })
})

describe('limits', () => {
  it('keep to the concurrency', async () => {
    let now = 0
    let most = 0
    const app = await receiver({
      each: () => (socket, request) => {
        now += 1
        most = Math.max(most, now)
        late(20, (...given) => {
          now -= 1
          answer(200)(...given)
        })(socket, request)
      },
    })
    const { accept, pending } = await world([{ url: app.url, policy: { concurrency: 3 } }])
    await Promise.all(Array.from({ length: 30 }, () => accept()))
    await until(async () => (await pending()) === 0)
    expect(most).toBe(3)
    expect(app.connections).toBeLessThanOrEqual(3)
  })

  it('keep to the pace that a receiver asks for', async () => {
    const app = await receiver({
      each: (_request, number) => (number === 0 ? answer(429, { 'retry-after': '1' }) : answer(200)),
    })
    // Ahead of the events, and standing still: however often the lane looks, the second has not passed.
    let now = Date.now() + 60_000
    const begun = now
    const { accept, journal, pending, laneOf, counted } = await world(
      [{ url: app.url, policy: { concurrency: 1 } }],
      { now: () => now },
    )
    const seqs = [await accept()]
    await until(() => counted.get('ERR_DELIVERY_BUSY') === 1)
    for (const at of [begun, begun + 999]) {
      now = at
      seqs.push(await accept())
      expect(app.requests.length).toBe(1)
    }
    now = begun + 1000
    seqs.push(await accept())
    await until(async () => (await pending()) === 0)
    expect(app.requests.length).toBe(5)
    const attempts = await Promise.all(
      seqs.map((seq) => journal.attempts({ seq, lane: laneOf(0), replay: 0 })),
    )
    const all = attempts.flat()
    expect(all.filter(({ code }) => code === 'ERR_DELIVERY_BUSY')).toHaveLength(1)
    expect(all.map(({ at }) => at - begun).toSorted((one, other) => one - other)).toEqual([
      0, 1000, 1000, 1000, 1000,
    ])
  })

  it('one dead destination leaves the others alone', async () => {
    const [good, dead] = [await receiver(), await receiver(behaviors.silence)]
    const { accept } = await world([{ url: dead.url, policy: { timeoutMs: 60_000 } }, { url: good.url }])
    await Promise.all(Array.from({ length: 200 }, () => accept()))
    await good.received(200)
    expect(dead.requests.length).toBeLessThanOrEqual(8)
  })
})

describe('the end', () => {
  it('drains: what is in flight ends, what waits stays', async () => {
    const app = await receiver(late(100, answer(200)))
    const { accept, pending, delivery } = await world([{ url: app.url, policy: { concurrency: 2 } }])
    await Promise.all(Array.from({ length: 10 }, () => accept()))
    await app.received(2)
    await delivery.drain(5_000)
    expect(app.requests.length).toBe(2)
    expect(await pending()).toBe(8)
  })

  it('does not wait for ever for a receiver that never answers', async () => {
    const app = await receiver(behaviors.silence)
    const { accept, pending, journal, delivery, laneOf } = await world([
      { url: app.url, policy: { timeoutMs: 60_000 } },
    ])
    const seq = await accept()
    await app.received(1)
    await delivery.drain(50)
    expect(await pending()).toBe(1)
    expect(await journal.attempts({ seq, lane: laneOf(0), replay: 0 })).toEqual([])
  })
})
