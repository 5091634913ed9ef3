import { countersigned, safeVerify } from 'countersign'
import { standardWebhooks } from 'countersign/schemes/standard-webhooks'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LoanJson } from '../../src/api/answers/loan.ts'
import type { LentJson } from '../../src/api/operations/pull.ts'
import { type ApiAnswer, type StartedGateway, startGateway } from '../harness/start-gateway.ts'

let gateway: StartedGateway

beforeAll(async () => {
  gateway = await startGateway()
  await gateway.api('POST', '/sources', { name: 'product', scheme: 'publish' })
})

afterAll(() => gateway.remove())

const call = (method: string, path: string, body?: unknown, token?: string): Promise<ApiAnswer> =>
  gateway.api(method, path, body, token === undefined ? {} : { authorization: `Bearer ${token}` })

/** A destination that gets what is published for a tenant of its name. */
async function create(name: string, more: object = {}): Promise<string> {
  const { status, body } = await call('POST', '/destinations', { name, kind: 'pull', tenant: name, ...more })
  expect({ status, body }).toMatchObject({ status: 201 })
  return body.secret
}

async function publish(tenant: string, data: unknown = { n: 1 }): Promise<string> {
  const { body } = await call('POST', '/events', { source: 'product', type: 'thing.done', data, tenant })
  return body.id
}

async function pull(name: string, wanted: object = {}, token?: string): Promise<LentJson[]> {
  const { status, body } = await call('POST', `/destinations/${name}/pull`, wanted, token)
  expect({ status, body }).toMatchObject({ status: 200 })
  return body.items
}

const one = async (name: string, wanted: object = {}): Promise<LentJson> => {
  const [item, ...more] = await pull(name, wanted)
  if (item === undefined || more.length > 0) throw new Error('not one')
  return item
}

const acknowledge = async (name: string, body: object) =>
  (await call('POST', `/destinations/${name}/acknowledge`, body)).body.items

describe('a destination of kind pull', () => {
  it('has no address and nothing that belongs to one', async () => {
    await create('plain')
    expect((await call('GET', '/destinations/plain')).body).toMatchObject({ kind: 'pull', url: null })
    for (const field of [
      { url: 'https://app.example/' },
      { allowPrivate: true },
      { shards: 2 },
      { timeoutMs: 500 },
      { concurrency: 3 },
      { ratePerSecond: 3 },
    ]) {
      const made = await call('POST', '/destinations', { name: 'no', kind: 'pull', ...field })
      expect(made.body).toMatchObject({ code: 'ERR_INPUT', errors: [{ at: `/${Object.keys(field)[0]}` }] })
      const changed = await call('PATCH', '/destinations/plain', field)
      expect(changed.body.code).toBe('ERR_INPUT')
    }
    expect((await call('PATCH', '/destinations/plain', { types: ['a'] })).status).toBe(200)
    expect((await call('POST', '/destinations', { name: 'no' })).body.code).toBe('ERR_DESTINATION_URL')
    expect((await call('POST', '/destinations/plain/test', {})).body.code).toBe('ERR_DESTINATION_KIND')
  })

  it('tells who looks on what is lent, those first that end first, and of no lease', async () => {
    await create('looked')
    const events = [await publish('looked'), await publish('looked')]
    const [first] = await pull('looked', { limit: 1, leaseSeconds: 300 })
    const [second] = await pull('looked', { limit: 1, leaseSeconds: 60 })
    const loans = async (name: string) => await call('GET', `/destinations/${name}/loans`)
    const { body } = await loans('looked')
    expect(body.items.map(({ event, attempt }: LoanJson) => [event, attempt])).toEqual([
      [events[1], 1],
      [events[0], 1],
    ])
    expect(body.items[0]).toMatchObject({ delivery: second?.delivery, leaseUntil: second?.leaseUntil })
    expect(JSON.stringify(body)).not.toContain('lse_')
    await acknowledge('looked', { leases: [first?.lease, second?.lease] })
    expect((await loans('looked')).body.items).toEqual([])
    expect((await loans('nowhere')).body.code).toBe('ERR_NOT_FOUND')
    const { body: none } = await call('POST', '/tokens', {
      name: 'pulls',
      scope: 'pull',
      destinations: ['looked'],
    })
    expect((await call('GET', '/destinations/looked/loans', undefined, none.token)).status).toBe(403)
  })

  it('lends what a push would have carried, and the library verifies it', async () => {
    const secret = await create('verified')
    const body = Buffer.from([0xef, 0xbb, 0xbf, 0x7b, 0xff, 0x00, 0x7d])
    const published = await gateway.api(
      'POST',
      '/events?source=product&type=raw.bytes&tenant=verified',
      body,
      {
        'content-type': 'application/x-odd',
      },
    )
    const item = await one('verified')
    expect(item).toMatchObject({ event: published.body.id, attempt: 1, replay: null })
    expect(item.headers).toMatchObject({
      'webhook-id': item.event,
      'content-type': 'application/x-odd',
      'countersign-source': 'product',
      'countersign-event-type': 'raw.bytes',
      'countersign-attempt': '1',
      'countersign-verdict': 'published',
    })
    const pulled = { headers: item.headers, body: Buffer.from(item.body, 'base64') }
    expect(pulled.body.equals(body)).toBe(true)
    const scheme = countersigned(standardWebhooks)
    const result = await safeVerify(pulled, { scheme, secrets: secret })
    expect(result).toMatchObject({ ok: true })
    const spoiled = Buffer.from(body)
    spoiled[0] = 0
    expect(await safeVerify({ ...pulled, body: spoiled }, { scheme, secrets: secret })).toMatchObject({
      ok: false,
      error: { code: 'ERR_SIGNATURE_MISMATCH' },
    })
    expect(await acknowledge('verified', { leases: [item.lease] })).toEqual([
      { lease: item.lease, state: 'delivered', nextAttemptAt: null, error: null },
    ])
    const { body: delivery } = await call('GET', `/deliveries/${item.delivery}`)
    expect(delivery).toMatchObject({ state: 'delivered', attempts: 1, tries: [{ n: 1, error: null }] })
    expect(await pull('verified')).toEqual([])
  })

  it('tries again what was reported as failed, and buries it after its schedule', async () => {
    await create('failing', { retryScheduleMs: [0] })
    await publish('failing')
    const first = await one('failing')
    const report = { lease: first.lease, outcome: 'failed', reason: 'no room', status: 507 }
    expect(await acknowledge('failing', { items: [report] })).toMatchObject([
      { state: 'pending', error: null },
    ])
    const second = await one('failing', { waitSeconds: 10 })
    expect(second).toMatchObject({ event: first.event, attempt: 2, delivery: first.delivery })
    expect(second.headers['countersign-attempt']).toBe('2')
    expect(await acknowledge('failing', { items: [{ ...report, lease: second.lease }] })).toMatchObject([
      { state: 'dead' },
    ])
    const { body } = await call('GET', `/deliveries/${first.delivery}`)
    expect(body).toMatchObject({ state: 'dead', lastError: 'ERR_DELIVERY_UNPROCESSED', lastStatus: 507 })
    expect(body.tries).toMatchObject([{ answer: 'no room' }, { answer: 'no room' }])
    // A dead one that is retried by hand comes again.
    await call('POST', `/deliveries/${first.delivery}/retry`)
    expect(await one('failing')).toMatchObject({ event: first.event, attempt: 3 })
  })

  it('waits no less than it was asked to', async () => {
    await create('later', { retryScheduleMs: [0] })
    await publish('later')
    const { lease } = await one('later')
    const [state] = await acknowledge('later', {
      items: [{ lease, outcome: 'failed', retryAfterSeconds: 3600 }],
    })
    expect(Date.parse(state.nextAttemptAt) - Date.now()).toBeGreaterThan(3_500_000)
    expect(await pull('later')).toEqual([])
  })

  it('refuses a lease that is no more, or none of its own, and changes nothing', async () => {
    await create('mine')
    await create('yours')
    await publish('mine')
    const { lease, delivery } = await one('mine')
    const refused = (text: string) => [
      { lease: text, state: null, nextAttemptAt: null, error: 'ERR_LEASE_ENDED' },
    ]
    const other = `${lease.slice(0, -1)}${lease.endsWith('0') ? '1' : '0'}`
    for (const text of ['lse_', 'nonsense', other, `${lease}-0`]) {
      expect(await acknowledge('mine', { leases: [text] })).toEqual(refused(text))
    }
    expect(await acknowledge('yours', { leases: [lease] })).toEqual(refused(lease))
    expect((await call('GET', `/deliveries/${delivery}`)).body).toMatchObject({ state: 'pending', tries: [] })
    expect(await acknowledge('mine', { leases: [lease, lease] })).toMatchObject([
      { state: 'delivered' },
      { error: 'ERR_LEASE_ENDED' },
    ])
    expect(await acknowledge('mine', { leases: [lease] })).toEqual(refused(lease))
    expect((await call('POST', '/destinations/mine/acknowledge', {})).body.code).toBe('ERR_INPUT')
  })

  it('extends a lease', async () => {
    await create('long')
    await publish('long')
    const { lease, leaseUntil } = await one('long', { leaseSeconds: 5 })
    const { body } = await call('POST', '/destinations/long/extend', {
      leases: [lease, 'x'],
      leaseSeconds: 600,
    })
    expect(body.items).toMatchObject([
      { lease, error: null },
      { lease: 'x', leaseUntil: null, error: 'ERR_LEASE_ENDED' },
    ])
    expect(Date.parse(body.items[0].leaseUntil)).toBeGreaterThan(Date.parse(leaseUntil) + 500_000)
  })

  it('counts a lease that ended as a failed attempt; who comes late changes nothing', async () => {
    await create('slow', { retryScheduleMs: [0] })
    await publish('slow')
    const first = await one('slow', { leaseSeconds: 5 })
    const second = await one('slow', { waitSeconds: 20 })
    expect(second).toMatchObject({ event: first.event, attempt: 2 })
    expect(await acknowledge('slow', { leases: [first.lease] })).toMatchObject([{ error: 'ERR_LEASE_ENDED' }])
    const { body } = await call('GET', `/deliveries/${first.delivery}`)
    expect(body).toMatchObject({ state: 'pending' })
    expect(body.tries).toMatchObject([{ n: 1, error: 'ERR_DELIVERY_UNACKNOWLEDGED' }])
    expect(await acknowledge('slow', { leases: [second.lease] })).toMatchObject([{ state: 'delivered' }])
  }, 40_000)

  it('ends a long poll with what is queued meanwhile', async () => {
    await create('polled')
    const waiting = [
      pull('polled', { waitSeconds: 25, limit: 1 }),
      pull('polled', { waitSeconds: 25, limit: 1 }),
    ]
    const events = [await publish('polled'), await publish('polled')]
    const got = (await Promise.all(waiting)).flat().map(({ event }) => event)
    expect(got.sort()).toEqual(events.sort())
  })

  it('lends nothing while it is paused', async () => {
    await create('paused')
    await publish('paused')
    await call('PATCH', '/destinations/paused', { paused: true })
    expect(await pull('paused')).toEqual([])
    const waiting = pull('paused', { waitSeconds: 20 })
    await call('PATCH', '/destinations/paused', { paused: false })
    expect(await waiting).toHaveLength(1)
  })

  it('keeps the order of a key, one out at a time', async () => {
    await create('ordered', { order: { key: 'json.data.room' } })
    const a1 = await publish('ordered', { data: { room: 'a' } })
    const a2 = await publish('ordered', { data: { room: 'a' } })
    const b1 = await publish('ordered', { data: { room: 'b' } })
    const lent = await pull('ordered')
    expect(lent.map(({ event }) => event)).toEqual([a1, b1])
    expect(await pull('ordered')).toEqual([])
    await acknowledge('ordered', { leases: [lent[0]?.lease] })
    expect((await pull('ordered')).map(({ event }) => event)).toEqual([a2])
  })

  it('takes replays and discards as any other', async () => {
    await create('again')
    const event = await publish('again')
    const { lease } = await one('again')
    await acknowledge('again', { leases: [lease] })
    await call('POST', `/events/${event}/replay`, { destination: 'again' })
    const replayed = await one('again')
    expect(replayed).toMatchObject({ event, replay: '1', attempt: 1 })
    expect(replayed.headers['countersign-replay']).toBe('1')
    await call('POST', `/deliveries/${replayed.delivery}/discard`, { reason: 'enough' })
    expect(await acknowledge('again', { leases: [replayed.lease] })).toMatchObject([
      { error: 'ERR_LEASE_ENDED' },
    ])
    const made = await call('POST', '/replays', {
      source: 'product',
      destination: 'again',
      ratePerSecond: 100,
    })
    expect(made.status).toBe(201)
    expect((await pull('again', { waitSeconds: 20 }))[0]?.replay).toBe(made.body.id)
  }, 30_000)

  it('bounds how many pulls wait at once, and forgets those that went away', async () => {
    await create('crowded')
    const gone = new AbortController()
    // More than may wait: a look below that comes before them takes one's place, and that one is refused instead.
    const waiting = Array.from({ length: 22 }, () =>
      fetch(`${gateway.adminUrl}/api/v1/destinations/crowded/pull`, {
        method: 'POST',
        headers: { authorization: `Bearer ${gateway.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ waitSeconds: 25 }),
        signal: gone.signal,
      }).catch(() => null),
    )
    const refused = await until(
      () => call('POST', '/destinations/crowded/pull', {}),
      ({ status }) => status === 429,
    )
    expect(refused.body.code).toBe('ERR_PULLS_TOO_MANY')
    gone.abort()
    await Promise.all(waiting)
    await until(
      () => call('POST', '/destinations/crowded/pull', {}),
      ({ status }) => status === 200,
    )
    // Nothing was lent to those who went away.
    const event = await publish('crowded')
    expect(await one('crowded')).toMatchObject({ event, attempt: 1 })
  })
})

describe('a token of scope pull', () => {
  it('pulls from its own destinations and does nothing else', async () => {
    await create('tenant-a')
    await create('tenant-b')
    await publish('tenant-a')
    await publish('tenant-b')
    const made = await call('POST', '/tokens', { name: 'a', scope: 'pull', destinations: ['tenant-a'] })
    expect(made.status).toBe(201)
    const { token, destinations } = made.body
    expect(destinations).toEqual([(await call('GET', '/destinations/tenant-a')).body.id])
    const [item] = await pull('tenant-a', {}, token)
    const path = '/destinations/tenant-a/acknowledge'
    expect((await call('POST', path, { leases: [item?.lease] }, token)).body.items[0].state).toBe('delivered')
    for (const name of ['tenant-b', 'nowhere']) {
      for (const [action, body] of [
        ['pull', {}],
        ['acknowledge', { leases: ['x'] }],
        ['extend', { leases: ['x'] }],
      ] as const) {
        const { body: refusal } = await call('POST', `/destinations/${name}/${action}`, body, token)
        expect(refusal).toMatchObject({ status: 404, code: 'ERR_NOT_FOUND' })
        // Of one that is there no more is said than of one that is not.
        expect(refusal.detail).toBe(`There is no destination "${name}".`)
      }
    }
    for (const [method, where] of [
      ['GET', '/destinations/tenant-a'],
      ['GET', '/events'],
      ['GET', '/deliveries'],
      ['GET', '/stats'],
      ['GET', '/stream'],
      ['POST', '/events'],
      ['POST', '/tokens'],
    ] as const) {
      const { body } = await call(method, where, method === 'POST' ? {} : undefined, token)
      expect(body).toMatchObject({ status: 403, code: 'ERR_SCOPE' })
    }
    // The same name is another destination.
    await call('DELETE', '/destinations/tenant-a')
    await create('tenant-a')
    expect((await call('POST', '/destinations/tenant-a/pull', {}, token)).status).toBe(404)
  })

  it('is made for destinations of kind pull alone', async () => {
    await create('fine')
    const push = { name: 'pushed', url: 'https://app.example/' }
    expect((await call('POST', '/destinations', push)).status).toBe(201)
    const make = async (more: object): Promise<string> =>
      (await call('POST', '/tokens', { name: 't', ...more })).body.code
    expect(await make({ scope: 'pull' })).toBe('ERR_INPUT')
    expect(await make({ scope: 'pull', destinations: [] })).toBe('ERR_INPUT')
    expect(await make({ scope: 'pull', destinations: ['nowhere'] })).toBe('ERR_NOT_FOUND')
    expect(await make({ scope: 'pull', destinations: ['fine', 'pushed'] })).toBe('ERR_DESTINATION_KIND')
    expect((await call('POST', '/destinations/pushed/pull', {})).body.code).toBe('ERR_DESTINATION_KIND')
    const { body } = await call('POST', '/tokens', { name: 'reader', scope: 'read' })
    expect((await call('POST', '/destinations/fine/pull', {}, body.token)).body.code).toBe('ERR_SCOPE')
  })
})

async function until<T>(look: () => Promise<T>, holds: (seen: T) => boolean): Promise<T> {
  for (;;) {
    const seen = await look()
    if (holds(seen)) return seen
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
