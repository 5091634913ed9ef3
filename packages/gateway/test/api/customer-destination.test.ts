import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { safeVerify } from 'countersign'
import { schemes } from 'countersign/catalogue'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiAnswer, type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { type Received, type RecordingReceiver, startReceiver } from '../harness/start-receiver.ts'

let gateway: StartedGateway
let receiver: RecordingReceiver

beforeAll(async () => {
  receiver = await startReceiver()
  gateway = await startGateway()
  await gateway.api('POST', '/sources', { name: 'product', scheme: 'publish' })
})

afterAll(async () => {
  await gateway.remove()
  await receiver.close()
})

function create(name: string, more: object = {}): Promise<ApiAnswer> {
  const url = `${receiver.url}/${name}`
  return gateway.api('POST', '/destinations', { name, url, allowPrivate: true, tenant: name, ...more })
}

/** Publishes for a tenant of the destination's name and answers what arrived there. */
async function deliver(name: string): Promise<Received> {
  const came = receiver.received.length
  await gateway.api('POST', '/events', {
    source: 'product',
    type: 'thing.done',
    data: { n: came },
    tenant: name,
  })
  return (await receiver.until(came + 1))[came] as Received
}

async function verdict(scheme: string, secrets: string[], { headers, body, url }: Received): Promise<string> {
  const known = schemes[scheme]
  if (known === undefined) throw new Error(`There is no scheme ${scheme}.`)
  const { origin } = new URL(receiver.url)
  const result = await safeVerify(
    { headers, body, url: `${origin}${url}`, method: 'POST' },
    { scheme: known, secrets },
  )
  return result.ok ? result.event.verdict : result.error.code
}

/** A handful for all: each is a destination, a delivery and its wait. */
const handful = new Set(['github', 'seatable', 'slack', 'standard-webhooks', 'stripe', 'svix', 'webex'])
const signing = Object.entries(schemes).filter(([name]) => handful.has(name))

function refusal(answer: ApiAnswer, status: number, code: string): void {
  expect(answer.body).toMatchObject({ status, code })
}

describe('a customer’s destination', () => {
  it.each(signing.map(([name]) => name))(
    'is signed for as %s signs, with a secret that is made',
    async (scheme) => {
      const { status, body } = await create(`made-${scheme}`, { scheme })
      expect(status).toBe(201)
      const delivery = await deliver(`made-${scheme}`)
      for (const header of schemes[scheme]?.proof.headers ?? [])
        expect(delivery.headers).toHaveProperty(header)
      expect(await verdict(scheme, [body.secret], delivery)).toBe('verified')
    },
  )

  it('is signed for with a secret that the customer has set', async () => {
    const { body } = await create('given', { scheme: 'webex', secret: 'as the customer set it' })
    expect(body.secret).toBe('as the customer set it')
    expect(await verdict('webex', ['as the customer set it'], await deliver('given'))).toBe('verified')
    expect((await gateway.api('GET', '/destinations/given')).body).not.toHaveProperty('secret')
  })

  it('is unsigned on purpose alone, until it has a secret', async () => {
    const { body } = await create('plain', { scheme: 'seatable', unsigned: true })
    expect(body).toMatchObject({ unsigned: true, secrets: [] })
    expect(body).not.toHaveProperty('secret')
    const delivery = await deliver('plain')
    expect(Object.keys(delivery.headers).filter((name) => name.includes('signature'))).toEqual([])
    refusal(await create('both', { unsigned: true, secret: 'a secret' }), 400, 'ERR_SECRET_NOT_WANTED')
    const added = await gateway.api('POST', '/destinations/plain/secrets', {})
    expect((await gateway.api('GET', '/destinations/plain')).body.unsigned).toBe(false)
    expect(await verdict('seatable', [added.body.value], await deliver('plain'))).toBe('verified')
  })

  it('gets a new secret with an overlap', async () => {
    const { body } = await create('rotated')
    const added = await gateway.api('POST', '/destinations/rotated/secrets', {
      expireOthersAfterSeconds: 3600,
    })
    const during = await deliver('rotated')
    for (const secret of [body.secret, added.body.value]) {
      expect(await verdict('standard-webhooks', [secret], during)).toBe('verified')
    }
    const { items } = (await gateway.api('GET', '/destinations/rotated/secrets')).body
    const [old, fresh] = items
    expect(Date.parse(old.expiresAt) - Date.parse(fresh.createdAt)).toBe(3_600_000)
    expect(fresh.expiresAt).toBeNull()
    // One that ends sooner keeps its end; the others end now.
    const last = await gateway.api('POST', '/destinations/rotated/secrets', { expireOthersAfterSeconds: 0 })
    const after = await deliver('rotated')
    expect(await verdict('standard-webhooks', [last.body.value], after)).toBe('verified')
    expect(await verdict('standard-webhooks', [added.body.value], after)).toBe('ERR_SIGNATURE_MISMATCH')
  })
})

describe('a test event', () => {
  it('goes signed to that one destination, even a paused one, and answers the attempt', async () => {
    const { body } = await create('tested', { paused: true })
    const came = receiver.received.length
    receiver.answer(200, {}, 'got it')
    const tested = await gateway.api('POST', '/destinations/tested/test', {})
    receiver.answer(200)
    expect(tested.body).toMatchObject({ delivered: true, n: 1, status: 200, error: null, answer: 'got it' })
    expect(receiver.received).toHaveLength(came + 1)
    const delivery = receiver.received.at(-1) as Received
    expect(await verdict('standard-webhooks', [body.secret], delivery)).toBe('verified')
    expect(delivery.headers).toMatchObject({
      'webhook-id': tested.body.id,
      'countersign-event-type': 'webhook.test',
      'countersign-source': 'countersign',
    })
    expect(JSON.parse(delivery.body.toString())).toMatchObject({
      type: 'webhook.test',
      data: { destination: 'tested', test: true },
    })
    expect((await gateway.api('GET', '/deliveries?destination=tested')).body.items).toEqual([])
  })

  it('may be of a type and content of one’s own', async () => {
    const data = { order: 1 }
    await gateway.api('POST', '/destinations/tested/test', { type: 'order.paid', data })
    expect(receiver.received.at(-1)?.body.toString()).toBe(JSON.stringify(data))
    expect(receiver.received.at(-1)?.headers['countersign-event-type']).toBe('order.paid')
  })

  it('says why it did not arrive', async () => {
    receiver.answer(500, {}, 'out of order')
    const failed = await gateway.api('POST', '/destinations/tested/test', {})
    receiver.answer(200)
    expect(failed.status).toBe(200)
    expect(failed.body).toMatchObject({
      delivered: false,
      status: 500,
      error: 'ERR_DELIVERY_FAILED',
      answer: 'out of order',
    })
    refusal(await gateway.api('POST', '/destinations/none/test', {}), 404, 'ERR_NOT_FOUND')
  })

  it('is not sent inside, and waits no longer than the destination’s time-out', async () => {
    const silent = createServer()
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const { port } = silent.address() as AddressInfo
    const url = `http://127.0.0.1:${port}`
    await gateway.api('POST', '/destinations', { name: 'silent', url, allowPrivate: true, timeoutMs: 200 })
    const late = await gateway.api('POST', '/destinations/silent/test', {})
    expect(late.body).toMatchObject({ delivered: false, status: null, error: 'ERR_DELIVERY_TIMEOUT' })
    silent.close()
    const inside = await gateway.api('POST', '/destinations', {
      name: 'inside',
      url: 'http://localtest.invalid',
    })
    expect(inside.status).toBe(201)
    const lost = await gateway.api('POST', '/destinations/inside/test', {})
    expect(lost.body).toMatchObject({ delivered: false, status: null })
    expect(lost.body.error).toMatch(/^ERR_DELIVERY_/)
  })
})

describe('the last attempts', () => {
  it('are those of the destination, the newest first', async () => {
    await create('seen', { retryScheduleMs: [] })
    receiver.answer(418, {}, 'a teapot')
    await deliver('seen')
    receiver.answer(200)
    await deliver('seen')
    const path = '/destinations/seen/attempts'
    await expect.poll(async () => (await gateway.api('GET', path)).body.items.length).toBe(2)
    const { items } = (await gateway.api('GET', path)).body
    expect(items[0]).toMatchObject({ n: 1, status: 200, error: null, reason: null })
    expect(items[1]).toMatchObject({ status: 418, error: 'ERR_DELIVERY_REFUSED', answer: 'a teapot' })
    expect(items[0].event).toMatch(/^evt_/)
    expect((await gateway.api('GET', `/deliveries/${items[1].delivery}`)).body.state).toBe('dead')
    expect((await gateway.api('GET', `${path}?limit=1`)).body.items).toHaveLength(1)
  })
})

describe('a 410', () => {
  const state = async (name: string) => (await gateway.api('GET', `/destinations/${name}`)).body
  const told = async (): Promise<string[]> => {
    const { items } = (await gateway.api('GET', '/events?source=countersign&type=destination.gone')).body
    const bodies = items.map(({ id }: { id: string }) => gateway.api('GET', `/events/${id}/body`))
    return (await Promise.all(bodies)).map(({ body }) => body.data)
  }

  it('pauses a customer’s destination at once, says so, and its deliveries wait until it is resumed', async () => {
    await create('leaving', { retryScheduleMs: [] })
    expect(await state('leaving')).toMatchObject({ paused: null, health: { state: 'healthy', failures: 0 } })
    receiver.answer(410)
    await deliver('leaving')
    await expect.poll(async () => (await state('leaving')).paused).toBe('gone')
    expect((await state('leaving')).health.state).toBe('disabled')
    await expect.poll(told).toMatchObject([{ destination: 'leaving', tenant: 'leaving', paused: true }])
    const pending = await gateway.api('GET', '/deliveries?destination=leaving&state=pending')
    expect(pending.body.items).toMatchObject([
      { attempts: 1, lastStatus: 410, lastError: 'ERR_DELIVERY_GONE' },
    ])

    receiver.answer(200)
    const came = receiver.received.length
    const resumed = await gateway.api('PATCH', '/destinations/leaving', { paused: false })
    expect(resumed.body).toMatchObject({ paused: null, health: { state: 'healthy', failures: 0 } })
    await receiver.until(came + 1)
    expect(receiver.received[came]?.headers['countersign-attempt']).toBe('2')

    receiver.answer(410)
    await deliver('leaving')
    await expect.poll(async () => (await state('leaving')).paused).toBe('gone')
    // A pause by hand does not hide the reason; another address ends it.
    await gateway.api('PATCH', '/destinations/leaving', { paused: true })
    expect((await state('leaving')).paused).toBe('gone')
    receiver.answer(200)
    const before = receiver.received.length
    const moved = await gateway.api('PATCH', '/destinations/leaving', { url: `${receiver.url}/moved` })
    expect(moved.body.paused).toBeNull()
    await receiver.until(before + 1)
    expect(receiver.received[before]?.url).toContain('/moved')
  })

  it('is an alarm where the destination is the operator’s own, which goes on by its schedule', async () => {
    const url = `${receiver.url}/own`
    await gateway.api('POST', '/destinations', {
      name: 'own',
      url,
      allowPrivate: true,
      retryScheduleMs: [600_000],
    })
    await gateway.api('POST', '/routes', {
      source: 'product',
      destination: 'own',
      filter: 'type == "own.thing"',
    })
    receiver.answer(410)
    const came = receiver.received.length
    await gateway.api('POST', '/events', { source: 'product', type: 'own.thing', data: 1 })
    await receiver.until(came + 1)
    receiver.answer(200)
    await expect
      .poll(told)
      .toContainEqual(expect.objectContaining({ destination: 'own', paused: false, tenant: null }))
    expect((await state('own')).paused).toBeNull()
    const { items } = (await gateway.api('GET', '/deliveries?destination=own')).body
    expect(items).toMatchObject([{ state: 'pending', attempts: 1, lastStatus: 410 }])
    expect(Date.parse(items[0].nextAttemptAt)).toBeGreaterThan(Date.now() + 500_000)
  })
})
