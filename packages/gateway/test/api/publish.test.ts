import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type ApiAnswer, type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { type RecordingReceiver, startReceiver } from '../harness/start-receiver.ts'

let gateway: StartedGateway
let receiver: RecordingReceiver
let came = 0

beforeAll(async () => {
  receiver = await startReceiver()
  gateway = await startGateway()
  await gateway.api('POST', '/sources', { name: 'shop', scheme: 'publish' })
  await destination('routed')
  await gateway.api('POST', '/routes', {
    source: 'shop',
    destination: 'routed',
    filter: 'type.startsWith("routed")',
  })
})

beforeEach(() => {
  came = receiver.received.length
})

afterAll(async () => {
  await gateway.remove()
  await receiver.close()
})

/** A destination whose deliveries arrive at `/hook/{name}`. */
async function destination(name: string, more: object = {}): Promise<ApiAnswer> {
  const url = `${receiver.url}/${name}`
  return await gateway.api('POST', '/destinations', { name, url, allowPrivate: true, ...more })
}

function publish(body: unknown, headers: Record<string, string> = {}): Promise<ApiAnswer> {
  return gateway.api('POST', '/events', body, headers)
}

/** The names of the destinations that got something since the test began. */
async function reached(count: number): Promise<string[]> {
  const all = await receiver.until(came + count)
  return all
    .slice(came)
    .map(({ url }) => url.split('/').at(-1) ?? '')
    .sort()
}

function refusal(answer: ApiAnswer, status: number, code: string): void {
  expect(answer.body).toMatchObject({ status, code })
}

describe('what is made and can be asked for', () => {
  it('is answered with its Location, as the API describes it', async () => {
    const source = await gateway.api('POST', '/sources', { name: 'placed', scheme: 'publish' })
    expect(source.headers.get('location')).toBe(`/api/v1/sources/${source.body.id}`)
    const event = await publish({ source: 'shop', type: 'placed', data: {} })
    expect(event.headers.get('location')).toBe(`/api/v1/events/${event.body.id}`)
    const again = await fetch(new URL(event.headers.get('location') ?? '', gateway.adminUrl), {
      headers: { authorization: `Bearer ${gateway.token}` },
    })
    expect(await again.json()).toMatchObject({ id: event.body.id, type: 'placed' })
    const { paths } = (await (await fetch(`${gateway.adminUrl}/api/openapi.json`)).json()) as {
      paths: Record<string, { post: { responses: Record<string, { headers?: object }> } }>
    }
    const headersOf = (path: string) =>
      Object.keys(paths[`/api/v1${path}`]?.post.responses[201]?.headers ?? {})
    expect(['/sources', '/events', '/tokens'].map(headersOf)).toEqual([['Location'], ['Location'], []])
  })

  it('has none where many are made at once, or where none can be asked for', async () => {
    const many = await publish({ events: [{ source: 'shop', type: 'placed', data: {} }] })
    const token = await gateway.api('POST', '/tokens', { name: 'placed', scope: 'read' })
    expect([many, token].map(({ status, headers }) => [status, headers.get('location')])).toEqual([
      [201, null],
      [201, null],
    ])
  })
})

describe('a source for publishing', () => {
  it('has no secret and no address', async () => {
    const { body } = await gateway.api('GET', '/sources/shop')
    expect(body).toMatchObject({ scheme: 'publish', url: null, secrets: [], unsigned: false })
    const posted = await gateway.post('shop', '{}')
    expect(posted.status).toBe(404)
    const secrets = ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw']
    const source = { name: 'other', scheme: 'publish' }
    refusal(await gateway.api('POST', '/sources', { ...source, secrets }), 400, 'ERR_SECRET_NOT_WANTED')
    refusal(
      await gateway.api('POST', '/sources', { ...source, unsigned: true }),
      400,
      'ERR_SECRET_NOT_WANTED',
    )
    const added = await gateway.api('POST', '/sources/shop/secrets', { value: 'a secret of nobody' })
    refusal(added, 400, 'ERR_SECRET_NOT_WANTED')
  })

  it('takes JSON, and delivers the bytes that it stored', async () => {
    const data = { order: 17, note: 'Größe 🦇', nested: [null, 1.5] }
    const { status, body } = await publish({ source: 'shop', type: 'routed.json', data })
    expect(status).toBe(201)
    expect(body).toMatchObject({ duplicate: false })
    await reached(1)
    const delivery = receiver.received.at(-1)
    expect(delivery?.body.toString()).toBe(JSON.stringify(data))
    expect(delivery?.headers).toMatchObject({
      'content-type': 'application/json',
      'webhook-id': body.id,
      'countersign-verdict': 'published',
      'countersign-source': 'shop',
    })
    const stored = await gateway.api('GET', `/events/${body.id}/body`)
    expect(stored.bytes.equals(delivery?.body ?? Buffer.alloc(0))).toBe(true)
  })

  it('takes any bytes as they are, under their content type', async () => {
    const bytes = Buffer.from([0xef, 0xbb, 0xbf, 0, 0xff, 0x24, 0x26])
    const { status } = await gateway.api('POST', '/events?source=shop&type=routed.raw', bytes, {
      'content-type': 'application/pdf',
    })
    expect(status).toBe(201)
    await reached(1)
    expect(receiver.received.at(-1)?.body.equals(bytes)).toBe(true)
    expect(receiver.received.at(-1)?.headers['content-type']).toBe('application/pdf')
  })
})

describe('an idempotency key', () => {
  const event = { source: 'shop', type: 'keyed', data: { n: 1 } }

  it('makes a repeat the same event, in the body or in the header', async () => {
    const first = await publish({ ...event, idempotencyKey: 'order-17' })
    const second = await publish({ ...event, idempotencyKey: 'order-17' })
    const third = await publish(event, { 'idempotency-key': '"order-17"' })
    expect(first.body.duplicate).toBe(false)
    for (const repeat of [second, third]) {
      expect(repeat.status).toBe(201)
      expect(repeat.body).toEqual({ id: first.body.id, duplicate: true })
    }
  })

  it('belongs to one content alone', async () => {
    await publish({ ...event, idempotencyKey: 'order-18' })
    for (const change of [{ data: { n: 2 } }, { type: 'other' }]) {
      const other = await publish({ ...event, idempotencyKey: 'order-18', ...change })
      refusal(other, 409, 'ERR_IDEMPOTENCY_KEY')
    }
    // Each tenant's keys are its own.
    const tenants = await publish({ ...event, idempotencyKey: 'order-18', tenant: 'acme' })
    expect([tenants.status, tenants.body.duplicate]).toEqual([201, false])
    refusal(await publish({ ...event, idempotencyKey: 'a' }, { 'idempotency-key': 'b' }), 400, 'ERR_INPUT')
  })

  it('holds for those who come at the same time', async () => {
    const all = await Promise.all(
      Array.from({ length: 20 }, () => publish({ ...event, idempotencyKey: 'at once' })),
    )
    expect(new Set(all.map(({ body }) => body.id)).size).toBe(1)
    expect(all.filter(({ body }) => !body.duplicate)).toHaveLength(1)
  })
})

describe('a batch', () => {
  it('gives each event a result of its own', async () => {
    const good = { source: 'shop', type: 'batched', data: 1, idempotencyKey: 'in a batch' }
    const { status, body } = await publish({
      events: [
        good,
        { source: 'shop', type: 'batched' },
        { source: 'nowhere', type: 'batched', data: 1 },
        { ...good, data: 2 },
        'no event',
        { source: 'shop', type: 'batched', data: null },
      ],
    })
    expect(status).toBe(201)
    const codes = body.results.map(
      (result: { id?: string; problem?: { code: string } }) => result.problem?.code ?? 'ok',
    )
    // Of two with one key in one batch, one is the first; which one is settled by the store.
    expect(codes.toSorted()).toEqual(
      ['ERR_IDEMPOTENCY_KEY', 'ERR_INPUT', 'ERR_INPUT', 'ERR_NOT_FOUND', 'ok', 'ok'].toSorted(),
    )
    expect(body.results[1].problem).toMatchObject({ errors: [{ at: '/events/1/data' }] })
    expect(body.results[5].id).toMatch(/^evt_/)
  })

  it('is bounded', async () => {
    const events = Array.from({ length: 1001 }, () => ({ source: 'shop', type: 'a', data: 1 }))
    const tooMany = await publish({ events })
    refusal(tooMany, 400, 'ERR_INPUT')
    expect(tooMany.body.errors[0].at).toBe('/events')
    refusal(await publish({ events: [] }), 400, 'ERR_INPUT')
    const [event] = events
    refusal(await publish({ events: [event] }, { 'idempotency-key': 'all' }), 400, 'ERR_INPUT')
    const large = { source: 'shop', type: 'a', data: 'x'.repeat(1_100_000) }
    refusal(await publish({ events: [large] }), 413, 'ERR_REQUEST_TOO_LARGE')
  })

  it('takes a thousand events', async () => {
    const events = Array.from({ length: 1000 }, (_, n) => ({ source: 'shop', type: 'many', data: n }))
    const { body } = await publish({ events })
    expect(new Set(body.results.map(({ id }: { id: string }) => id)).size).toBe(1000)
  })
})

describe('a tenant', () => {
  it('has its events on its own destinations that subscribe to them', async () => {
    await destination('acme-all', { tenant: 'acme' })
    await destination('acme-orders', { tenant: 'acme', types: ['order.*', 'refund'] })
    await destination('acme-users', { tenant: 'acme', types: ['user.created'] })
    await destination('globex-all', { tenant: 'globex' })
    const event = { source: 'shop', type: 'order.paid', data: 1 }
    const { body } = await publish({ ...event, tenant: 'acme' })
    expect(await reached(2)).toEqual(['acme-all', 'acme-orders'])
    const deliveries = await gateway.api('GET', `/events/${body.id}/deliveries`)
    expect(deliveries.body.items).toHaveLength(2)
    // A replay finds the same way.
    const replay = await gateway.api('POST', `/events/${body.id}/replay`, {})
    expect(replay.body.deliveries).toHaveLength(2)
    expect(await reached(4)).toEqual(['acme-all', 'acme-all', 'acme-orders', 'acme-orders'])
    const nobody = await publish({ ...event, tenant: 'initech' })
    const none = await gateway.api('GET', `/events/${nobody.body.id}/deliveries`)
    expect(none.body.items).toEqual([])
  })

  it('has them beside the routes, each destination once', async () => {
    await gateway.api('PATCH', '/destinations/routed', { tenant: 'umbrella' })
    await publish({ source: 'shop', type: 'routed.too', data: 1, tenant: 'umbrella' })
    await publish({ source: 'shop', type: 'tenant alone', data: 1, tenant: 'umbrella' })
    expect(await reached(2)).toEqual(['routed', 'routed'])
    // What has arrived is settled a moment later, and a destination with work in hand keeps its tenant.
    const changed = { tenant: null, types: ['routed.some'] }
    await expect
      .poll(async () => (await gateway.api('PATCH', '/destinations/routed', changed)).status)
      .toBe(200)
    const routes = await publish({ source: 'shop', type: 'routed.other', data: 1 })
    const { body } = await gateway.api('GET', `/events/${routes.body.id}/deliveries`)
    expect(body.items).toEqual([])
    await gateway.api('PATCH', '/destinations/routed', { types: [] })
  })

  it('cannot be claimed from outside', async () => {
    const source = await gateway.api('POST', '/sources', {
      name: 'open',
      scheme: 'webex',
      unsigned: true,
    })
    const path = source.body.url.split('/in/')[1]
    const posted = await gateway.post(path, '{}', { 'countersign-tenant': 'acme' })
    const { id } = (await posted.json()) as { id: string }
    expect((await gateway.api('GET', `/events/${id}/deliveries`)).body.items).toEqual([])
  })

  it('is seen by filters, and its destinations are listed by it', async () => {
    const { body } = await gateway.api('GET', '/destinations?tenant=acme')
    expect(body.items.map(({ name }: { name: string }) => name)).toEqual([
      'acme-all',
      'acme-orders',
      'acme-users',
    ])
    expect(body.items[1]).toMatchObject({ tenant: 'acme', types: ['order.*', 'refund'] })
    refusal(await publish({ source: 'shop', type: 'a', data: 1, tenant: 'a b' }), 400, 'ERR_INPUT')
    refusal(await destination('wrong', { tenant: '' }), 400, 'ERR_INPUT')
  })
})

describe('a token that may publish', () => {
  it('publishes into sources for it alone: not in the place of a provider, nor of the gateway', async () => {
    await gateway.api('POST', '/sources', { name: 'provider', scheme: 'webex', secrets: ['a-secret-phrase'] })
    const { body } = await gateway.api('POST', '/tokens', { name: 'shop', scope: 'publish' })
    const as = async (source: string, headers: Record<string, string> = {}, raw?: string) => {
      const event = raw ?? JSON.stringify({ source, type: 'destination.disabled', data: {} })
      const query = raw === undefined ? '' : `?source=${source}&type=x`
      const answer = await fetch(`${gateway.adminUrl}/api/v1/events${query}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${body.token}`, 'content-type': 'application/json', ...headers },
        body: event,
      })
      return { status: answer.status, code: ((await answer.json()) as { code?: string }).code }
    }
    expect((await as('shop')).status).toBe(201)
    for (const source of ['provider', 'countersign']) {
      expect(await as(source)).toEqual({ status: 403, code: 'ERR_SCOPE' })
      expect(await as(source, { 'content-type': 'text/plain' }, 'raw')).toEqual({
        status: 403,
        code: 'ERR_SCOPE',
      })
    }
    const stored = await gateway.api('GET', '/events?source=provider')
    expect(stored.body.items).toEqual([])
    await gateway.api('DELETE', '/tokens/shop')
    expect(await as('shop')).toEqual({ status: 401, code: 'ERR_TOKEN_UNKNOWN' })
  })
})
