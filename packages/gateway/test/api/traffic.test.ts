import { createHmac, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiAnswer, type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { type RecordingReceiver, startReceiver } from '../harness/start-receiver.ts'

let gateway: StartedGateway
let receiver: RecordingReceiver
const secret = 'a-secret-phrase-of-webex'

beforeAll(async () => {
  receiver = await startReceiver()
  gateway = await startGateway()
  await gateway.api('POST', '/sources', { name: 'webex', scheme: 'webex', secrets: [secret] })
  await gateway.api('POST', '/destinations', {
    name: 'app',
    url: receiver.url,
    allowPrivate: true,
    retryScheduleMs: [],
  })
  await gateway.api('POST', '/routes', { source: 'webex', destination: 'app' })
})

afterAll(async () => {
  await gateway.remove()
  await receiver.close()
})

async function send(body: Uint8Array | string, headers: Record<string, string> = {}): Promise<string> {
  const signature = createHmac('sha1', secret).update(body).digest('hex')
  const answer = await gateway.post('webex', body, { 'x-spark-signature': signature, ...headers })
  return ((await answer.json()) as { id: string }).id
}

function refusal(answer: ApiAnswer, status: number, code: string): void {
  expect(answer.body).toMatchObject({ status, code })
}

describe('events', () => {
  it('keep every byte, and give it back as a download that no browser opens', async () => {
    const body = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))
    const id = await send(body, {
      'content-type': 'text/html',
      'content-encoding': 'gzip',
      cookie: 'a=credential',
    })
    const got = await gateway.api('GET', `/events/${id}/body`)
    expect(got.bytes.equals(body)).toBe(true)
    expect(got.headers.get('content-type')).toBe('text/html')
    expect(got.headers.get('x-content-type-options')).toBe('nosniff')
    expect(got.headers.get('content-disposition')).toContain(`attachment; filename="${id}"`)
    expect(got.headers.get('content-encoding')).toBeNull()
    const { body: event } = await gateway.api('GET', `/events/${id}`)
    expect(event).toMatchObject({
      id,
      source: 'webex',
      verdict: 'verified',
      size: 256,
      contentType: 'text/html',
    })
    expect(event.receivedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    expect(event.headers['content-encoding']).toBe('gzip')
    expect(JSON.stringify(event)).not.toContain('credential')
  })

  it('are found by what is known of them, in pages', async () => {
    for (let n = 0; n < 5; n++) await send(`{"resource":"rooms","event":"updated","n":${n}}`)
    const first = await gateway.api('GET', '/events?type=rooms.updated&limit=3&source=webex&verdict=verified')
    expect(first.body.items).toHaveLength(3)
    const second = await gateway.api('GET', `/events?type=rooms.updated&limit=3&cursor=${first.body.next}`)
    expect(second.body.items).toHaveLength(2)
    expect(second.body.next).toBeNull()
    const ids = [...first.body.items, ...second.body.items].map(({ id }) => id)
    expect(new Set(ids).size).toBe(5)
    const future = await gateway.api('GET', '/events?from=2100-01-01T00:00:00Z')
    expect(future.body.items).toEqual([])
    refusal(await gateway.api('GET', '/events?source=none'), 404, 'ERR_NOT_FOUND')
    refusal(await gateway.api('GET', '/events?cursor=evt_1'), 400, 'ERR_CURSOR')
  })

  it('cannot be found by counting', async () => {
    const id = await send('{"n":"tag"}')
    const last = id.at(-1) === '0' ? '1' : '0'
    for (const other of [
      `${id.slice(0, -1)}${last}`,
      id.toUpperCase(),
      `${id}0`,
      'evt_',
      'evt_1',
      '%00',
      'rej_1',
    ]) {
      refusal(await gateway.api('GET', `/events/${other}`), 404, 'ERR_NOT_FOUND')
      refusal(await gateway.api('GET', `/events/${other}/body`), 404, 'ERR_NOT_FOUND')
    }
  })

  it('are marked where an earlier one had the same bytes', async () => {
    const body = '{"resource":"rooms","event":"updated","same":1}'
    const first = await send(body)
    const second = await send(body)
    expect(second).not.toBe(first)
    expect((await gateway.api('GET', `/events/${second}`)).body.sameBytesAs).toBe(first)
  })
})

describe('deliveries', () => {
  const settled = async (event: string): Promise<ReturnType<typeof JSON.parse>> => {
    const path = `/events/${event}/deliveries`
    await expect
      .poll(async () => (await gateway.api('GET', path)).body.items[0]?.state, { timeout: 20_000 })
      .not.toBe('pending')
    return (await gateway.api('GET', path)).body.items[0]
  }

  it('are shown with their attempts, and a dead one is tried again', async () => {
    receiver.answer(500, {}, 'no, not now')
    const event = await send('{"n":"dead"}')
    const dead = await settled(event)
    expect(dead).toMatchObject({
      event,
      destination: 'app',
      state: 'dead',
      attempts: 1,
      lastStatus: 500,
      replay: null,
    })
    const { body: whole } = await gateway.api('GET', `/deliveries/${dead.id}`)
    expect(whole.tries).toHaveLength(1)
    expect(whole.tries[0]).toMatchObject({ n: 1, status: 500, answer: 'no, not now' })
    const list = await gateway.api('GET', '/deliveries?state=dead&destination=app')
    expect(list.body.items.map(({ id }: { id: string }) => id)).toContain(dead.id)
    receiver.answer(204)
    expect((await gateway.api('POST', `/deliveries/${dead.id}/retry`)).status).toBe(202)
    await expect
      .poll(async () => (await gateway.api('GET', `/deliveries/${dead.id}`)).body.state, { timeout: 20_000 })
      .toBe('delivered')
    expect((await gateway.api('GET', `/deliveries/${dead.id}`)).body).toMatchObject({
      attempts: 2,
      lastStatus: 204,
    })
  })

  it('wait while their destination is paused, and then go', async () => {
    await gateway.api('PATCH', '/destinations/app', { paused: true })
    const event = await send('{"n":"paused"}')
    const { body } = await gateway.api('GET', `/events/${event}/deliveries`)
    expect(body.items[0].state).toBe('pending')
    const again = await gateway.api('POST', `/deliveries/${body.items[0].id}/retry`)
    expect([again.status, again.body.state]).toEqual([202, 'pending'])
    await gateway.api('PATCH', '/destinations/app', { paused: false })
    expect((await settled(event)).state).toBe('delivered')
  })

  it('come in pages', async () => {
    const ids: string[] = []
    let cursor = ''
    do {
      const { body } = await gateway.api('GET', `/deliveries?limit=3${cursor && `&cursor=${cursor}`}`)
      ids.push(...body.items.map(({ id }: { id: string }) => id))
      cursor = body.next ?? ''
    } while (cursor !== '')
    const { body: stats } = await gateway.api('GET', '/stats')
    const { pending, delivered, dead } = stats.deliveries
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toHaveLength(pending + delivered + dead)
    refusal(await gateway.api('GET', '/deliveries/dlv_1-0-1abcdefg'), 404, 'ERR_NOT_FOUND')
  })

  it('are made again by a replay, under the same id and marked', async () => {
    const event = await send('{"n":"replayed"}')
    await settled(event)
    const { status, body } = await gateway.api('POST', `/events/${event}/replay`, {})
    expect(status).toBe(202)
    expect(body).toMatchObject({ replay: '1' })
    const ofEvent = (): typeof receiver.received =>
      receiver.received.filter(({ headers }) => headers['webhook-id'] === event)
    await expect.poll(() => ofEvent().length, { timeout: 20_000 }).toBe(2)
    expect(ofEvent()[0]?.headers).not.toHaveProperty('countersign-replay')
    expect(ofEvent()[1]?.headers).toHaveProperty('countersign-replay')
    expect((await gateway.api('POST', `/events/${event}/replay`, { destination: 'app' })).body.replay).toBe(
      '2',
    )
    refusal(await gateway.api('POST', `/events/${event}/replay`, { destination: 'x' }), 404, 'ERR_NOT_FOUND')
  })
})

describe('rejections', () => {
  it('are explained, verified again once the secret is right, and let in as of their receipt', async () => {
    const later = 'the-secret-that-was-missing'
    const body = '{"n":"mended"}'
    const signature = createHmac('sha1', later).update(body).digest('hex')
    expect(
      (await gateway.post('webex', body, { 'x-spark-signature': signature, authorization: 'Bearer hidden' }))
        .status,
    ).toBe(401)
    await expect
      .poll(async () => (await gateway.api('GET', '/rejections?source=webex')).body.items.length)
      .toBe(1)
    const { body: list } = await gateway.api('GET', '/rejections?source=webex')
    const [{ id, code, receivedAt }] = list.items
    expect(code).toBe('ERR_SIGNATURE_MISMATCH')
    const shown = await gateway.api('GET', `/rejections/${id}`)
    expect(shown.body.headers['x-spark-signature']).toBe(signature)
    expect(JSON.stringify(shown.body)).not.toContain('hidden')
    expect((await gateway.api('GET', `/rejections/${id}/body`)).bytes.toString()).toBe(body)
    refusal(await gateway.api('POST', `/rejections/${id}/reverify`), 409, 'ERR_STILL_REFUSED')
    await gateway.api('POST', '/sources/webex/secrets', { value: later })
    const { status, body: mended } = await gateway.api('POST', `/rejections/${id}/reverify`)
    expect(status).toBe(200)
    expect((await gateway.api('GET', `/events/${mended.event}`)).body).toMatchObject({
      receivedAt,
      verdict: 'verified',
    })
    refusal(await gateway.api('GET', `/rejections/${id}`), 404, 'ERR_NOT_FOUND')
  })

  it('are removed by hand', async () => {
    await gateway.post('webex', '{}', { 'x-spark-signature': '0'.repeat(40) })
    await expect.poll(async () => (await gateway.api('GET', '/rejections')).body.items.length).toBe(1)
    const [{ id }] = (await gateway.api('GET', '/rejections')).body.items
    expect((await gateway.api('DELETE', `/rejections/${id}`)).status).toBe(204)
    expect((await gateway.api('GET', '/rejections')).body.items).toEqual([])
  })
})

describe('publishing', () => {
  it('serializes JSON once, and these bytes are delivered', async () => {
    const data = { text: 'ü 🦇 $&', list: [1, 2.5, null] }
    const { status, body } = await gateway.api('POST', '/events', {
      source: 'webex',
      type: 'order.paid',
      data,
    })
    expect(status).toBe(201)
    expect(body.duplicate).toBe(false)
    const delivered = (): (typeof receiver.received)[number] | undefined =>
      receiver.received.find(({ headers }) => headers['webhook-id'] === body.id)
    await expect.poll(delivered, { timeout: 20_000 }).toBeDefined()
    expect(delivered()?.body.toString()).toBe(JSON.stringify(data))
    expect(delivered()?.headers).toMatchObject({
      'content-type': 'application/json',
      'countersign-verdict': 'published',
      'countersign-event-type': 'order.paid',
    })
  })

  it('takes other bytes as they are', async () => {
    const bytes = randomBytes(500)
    const path = '/events?source=webex&type=report'
    const { body } = await gateway.api('POST', path, bytes, { 'content-type': 'application/pdf' })
    expect((await gateway.api('GET', `/events/${body.id}/body`)).bytes.equals(bytes)).toBe(true)
    expect((await gateway.api('GET', `/events/${body.id}`)).body).toMatchObject({
      contentType: 'application/pdf',
      verdict: 'published',
    })
    refusal(
      await gateway.api('POST', '/events', bytes, { 'content-type': 'application/pdf' }),
      400,
      'ERR_INPUT',
    )
  })

  it('knows a repeat by its idempotency key', async () => {
    const input = { source: 'webex', type: 't', data: { n: 1 }, idempotencyKey: 'order-17' }
    const first = await gateway.api('POST', '/events', input)
    const second = await gateway.api('POST', '/events', input)
    expect(second.body).toEqual({ id: first.body.id, duplicate: true })
  })

  it('refuses what is not of the form', async () => {
    refusal(await gateway.api('POST', '/events', { source: 'webex', type: 't' }), 400, 'ERR_INPUT')
    refusal(
      await gateway.api('POST', '/events', { source: 'none', type: 't', data: 1 }),
      404,
      'ERR_NOT_FOUND',
    )
    const deep = `{"source":"webex","type":"t","data":${'['.repeat(10_000)}${']'.repeat(10_000)}}`
    const answer = await gateway.api('POST', '/events', deep, { 'content-type': 'application/json' })
    expect([201, 400]).toContain(answer.status)
    expect((await gateway.api('GET', '/stats')).status).toBe(200)
  })
})

describe('what is counted', () => {
  it('is in stats and metrics', async () => {
    const { body } = await gateway.api('GET', '/stats')
    expect(body.events).toBe(body.verified + body.authenticated + body.unsigned + body.published)
    const text = await (await fetch(`${gateway.url}/metrics`)).text()
    expect(text).toMatch(/^countersign_ingest_accepted_total [1-9]\d*$/m)
    expect(text).toMatch(/^countersign_ingest_refused_total\{code="ERR_SIGNATURE_MISMATCH"\} 2$/m)
    expect(text).toMatch(
      new RegExp(`^countersign_store_events\\{verdict="verified"\\} ${body.verified}$`, 'm'),
    )
    for (const line of text.trimEnd().split('\n')) {
      expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? -?[\d.e+-]+)$/)
    }
  })

  it('is in series, by source and destination, as much as in stats', async () => {
    const sum = (rows: { count: number }[]): number => rows.reduce((total, { count }) => total + count, 0)
    const series = async (query: string) => (await gateway.api('GET', `/stats/series${query}`)).body
    const refused = async () =>
      sum(
        (await series('?source=webex')).events.filter(
          (row: { outcome: string }) => row.outcome === 'refused',
        ),
      )
    await expect.poll(refused, { timeout: 10_000 }).toBeGreaterThanOrEqual(2)
    const { body: stats } = await gateway.api('GET', '/stats')
    const all = await series('')
    expect(all.step).toBe('hour')
    const of = (rows: { outcome: string; count: number }[], outcome: string): number =>
      sum(rows.filter((row) => row.outcome === outcome))
    expect(of(all.events, 'verified')).toBe(stats.verified)
    expect(of(all.events, 'published')).toBe(stats.published)
    expect(of(all.events, 'duplicate')).toBe(stats.duplicates)
    expect(new Set(all.events.map(({ source }: { source: string }) => source))).toContain('webex')
    const app = (await series('?destination=app&step=minute')).deliveries
    expect(of(app, 'delivered')).toBeGreaterThan(0)
    expect(all.latencyBoundsMs).toHaveLength(15)
    const [delivered] = app.filter((row: { outcome: string }) => row.outcome === 'delivered')
    expect(delivered.latency).toHaveLength(16)
    expect(delivered.latency.reduce((total: number, n: number) => total + n, 0)).toBe(delivered.count)
    expect((await series('?from=2020-01-01T00:00:00Z&to=2020-01-01T06:00:00Z')).step).toBe('minute')
    refusal(await gateway.api('GET', '/stats/series?step=minute'), 400, 'ERR_INPUT')
    refusal(await gateway.api('GET', '/stats/series?from=2100-01-01T00:00:00Z'), 400, 'ERR_INPUT')
    refusal(await gateway.api('GET', '/stats/series?source=none'), 404, 'ERR_NOT_FOUND')
  })

  it('is told to those who follow the stream', async () => {
    const answer = await fetch(`${gateway.url}/api/v1/stream`, {
      headers: { authorization: `Bearer ${gateway.token}` },
    })
    expect(answer.headers.get('content-type')).toContain('text/event-stream')
    const reader = (answer.body as ReadableStream<Uint8Array>)
      .pipeThrough(new TextDecoderStream())
      .getReader()
    let told = ''
    const until = async (text: string): Promise<void> => {
      while (!told.includes(text)) told += (await reader.read()).value ?? ''
    }
    await until('event: stats')
    const id = await send('{"n":"streamed"}')
    await until(`id: ${id}`)
    expect(told).toContain('event: event')
    await reader.cancel()
  })
})
