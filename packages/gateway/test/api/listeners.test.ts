import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { type RecordingReceiver, startReceiver } from '../harness/start-receiver.ts'

let gateway: StartedGateway
let app: RecordingReceiver

beforeAll(async () => {
  gateway = await startGateway()
  await gateway.api('POST', '/sources', { name: 'shop', scheme: 'publish' })
  await gateway.api('POST', '/sources', { name: 'open', scheme: 'standard-webhooks', unsigned: true })
  await gateway.api('POST', '/destinations', { name: 'app', url: 'http://127.0.0.1:1', allowPrivate: true })
  await gateway.api('POST', '/routes', { source: 'shop', destination: 'app' })
})

afterAll(() => gateway.remove())

beforeEach(async () => {
  app = await startReceiver()
  await gateway.api('PATCH', '/destinations/app', { url: app.url, allowPrivate: true })
})

afterEach(async () => {
  for (const { name } of (await gateway.api('GET', '/listeners')).body.items)
    await gateway.api('DELETE', `/listeners/${name}`)
  await app.close()
})

const instance = 'one-of-sixteen-letters'
const another = 'another-of-sixteen-letters'

async function open(about: object): Promise<ReturnType<typeof JSON.parse>> {
  const { status, body } = await gateway.api('POST', '/listeners', { name: 'anna', instance, ...about })
  expect({ status, body }).toMatchObject({ status: 200 })
  return body
}

const publish = async (n: number): Promise<string> =>
  (await gateway.api('POST', '/events', { source: 'shop', type: 'order.paid', data: { n } })).body.id

const call = (what: string, about: object = {}, name = 'anna') =>
  gateway.api('POST', `/listeners/${name}/${what}`, { instance, ...about })

test('a listener is lent what comes, with the request as it was, beside whoever else gets it', async () => {
  const opened = await open({ host: 'anna@laptop' })
  expect(opened).toMatchObject({
    name: 'anna',
    state: 'new',
    claim: false,
    others: [],
    secret: expect.any(String),
  })
  expect(opened.sources.map(({ name }: { name: string }) => name).sort()).toEqual(['open', 'shop'])
  const path = (await gateway.api('GET', '/sources/open')).body.url.replace(/^.*\/in\//, '')
  const bytes = Uint8Array.of(0xef, 0xbb, 0xbf, 0xff, 0, 36, 38)
  await gateway.post(`${path}?a=1&b=%20`, bytes, { 'x-of-the-provider': 'kept', authorization: 'Bearer cut' })
  const { items } = (await call('pull', { waitSeconds: 10 })).body
  expect(items).toMatchObject([{ source: 'open', request: { method: 'POST', url: `/in/${path}?a=1&b=%20` } }])
  const headers = new Map(items[0].request.headers)
  expect([headers.get('x-of-the-provider'), headers.get('authorization')]).toEqual(['kept', undefined])
  expect(Buffer.from(items[0].body, 'base64')).toEqual(Buffer.from(bytes))
  const acknowledged = await call('acknowledge', { leases: [items[0].lease] })
  expect(acknowledged.body.items).toMatchObject([{ state: 'delivered' }])

  await publish(1)
  await app.until(1)
  expect((await call('pull', { waitSeconds: 10 })).body.items).toMatchObject([{ type: 'order.paid' }])
  // A replay reaches it alone.
  const replayed = await call('replay', { event: items[0].event })
  expect(replayed.status).toBe(202)
  expect((await call('pull', { waitSeconds: 10 })).body.items).toMatchObject([
    { replay: replayed.body.replay },
  ])

  await gateway.api('POST', '/listeners', { name: 'bert', instance: another, sources: ['shop'] })
  expect((await call('heartbeat')).body.others).toMatchObject([{ name: 'bert', sources: [{ name: 'shop' }] }])
  // Another process takes the name over, and what waits.
  expect(await open({ instance: another })).toMatchObject({ state: 'taken', secret: null })
  expect((await call('pull')).body.code).toBe('ERR_LISTENER_TAKEN')
  // So does what the one before was given and never told of: at once, and as no attempt.
  const again = (await call('pull', { instance: another, waitSeconds: 10 })).body.items
  expect(again.map(({ type, attempt }: { type: string; attempt: number }) => [type, attempt])).toEqual([
    [null, 1],
    ['order.paid', 1],
  ])
  // It is none of what files declare.
  const exported = JSON.stringify((await gateway.api('GET', '/plan')).body)
  expect([exported.includes('shop'), exported.includes('anna')]).toEqual([true, false])
})

test('what an answer lent that never arrived is lent anew to whoever holds nothing, as no attempt', async () => {
  await open({ sources: ['shop'] })
  const id = await publish(1)
  const [lost] = (await call('pull', { waitSeconds: 10 })).body.items
  expect(lost).toMatchObject({ event: id, attempt: 1 })
  expect((await call('pull')).body.items).toEqual([])
  const [again] = (await call('pull', { holdsNothing: true, waitSeconds: 10 })).body.items
  expect(again).toMatchObject({ event: id, attempt: 1 })
  const leases = [lost.lease, again.lease]
  const { items } = (await call('acknowledge', { leases })).body
  expect(items.map(({ error }: { error: string | null }) => error === null)).toEqual([false, true])
})

test('a pull that waits is refused as soon as another process has the listener', async () => {
  await open({ sources: ['shop'] })
  const waiting = call('pull', { waitSeconds: 20 })
  await call('heartbeat')
  await open({ instance: another, sources: ['shop'] })
  expect((await waiting).body.code).toBe('ERR_LISTENER_TAKEN')
})

test('what is claimed comes to the listener alone, and what it did not take is given back when it ends', async () => {
  await open({ sources: ['shop'], claimSeconds: 600 })
  const first = await publish(1)
  const [lent] = (await call('pull', { waitSeconds: 10 })).body.items
  expect(lent.event).toBe(first)
  await call('acknowledge', { leases: [lent.lease] })
  const rest = [await publish(2), await publish(3)]
  expect(app.received).toEqual([])
  const claimed = await gateway.api('POST', '/listeners', {
    ...{ name: 'bert', instance: another, sources: ['shop'], claimSeconds: 600 },
  })
  expect([claimed.status, claimed.body.code, claimed.body.detail]).toEqual([
    ...[409, 'ERR_SOURCE_CLAIMED'],
    expect.stringContaining('anna'),
  ])

  expect((await gateway.api('DELETE', '/listeners/anna')).status).toBe(204)
  const back = (await app.until(2)).map(({ headers }) => headers['webhook-id'])
  expect([...back].sort()).toEqual([...rest].sort())
  const last = await publish(4)
  expect((await app.until(3)).at(-1)?.headers['webhook-id']).toBe(last)
  expect((await call('pull')).body.code).toBe('ERR_LISTENER_ENDED')
  expect(
    (await gateway.api('GET', '/destinations')).body.items.map(({ name }: { name: string }) => name),
  ).toEqual(['app'])
})

test('a claim that is not heard from lapses, through a crash too; the listener itself goes on', async () => {
  await open({ sources: ['shop'], claimSeconds: 5 })
  const events = [await publish(1), await publish(2)]
  await gateway.kill9()
  expect((await app.until(2, 50_000)).map(({ headers }) => headers['webhook-id']).sort()).toEqual(
    [...events].sort(),
  )
  expect((await call('heartbeat')).body).toMatchObject({ claim: false, claimUntil: null })
  // Nothing of it is lost for the listener.
  expect(
    (await call('pull', { waitSeconds: 10 })).body.items.map(({ event }: { event: string }) => event),
  ).toEqual(events)
  await publish(3)
  await app.until(3)
})

test('who may listen to one source learns of no other, claims nothing, and is out once revoked', async () => {
  const made = await gateway.api('POST', '/tokens', { name: 'laptop', scope: 'listen', sources: ['shop'] })
  const headers = { authorization: `Bearer ${made.body.token}` }
  const as = (about: object) =>
    gateway.api('POST', '/listeners', { name: 'anna', instance, ...about }, headers)
  expect((await as({})).body.sources).toMatchObject([{ name: 'shop' }])
  expect((await as({ sources: ['open'] })).status).toBe(404)
  expect((await as({ claimSeconds: 60 })).body.code).toBe('ERR_SCOPE')
  await gateway.api('POST', '/listeners', { name: 'whole', instance: another })
  expect((await gateway.api('GET', '/listeners', undefined, headers)).body.items).toMatchObject([
    { name: 'anna' },
  ])
  expect((await gateway.api('DELETE', '/listeners/whole', undefined, headers)).status).toBe(404)
  await gateway.api('DELETE', `/tokens/${made.body.id}`)
  const after = await gateway.api('POST', '/listeners/anna/pull', { instance }, headers)
  expect([after.status, after.body.code]).toEqual([401, 'ERR_TOKEN_UNKNOWN'])
})

test('what came before is replayed to a listener that asks for it', async () => {
  const first = await publish(1)
  const second = await publish(2)
  await open({ sources: ['shop'], since: second })
  const { items } = (await call('pull', { waitSeconds: 20 })).body
  expect(items.map(({ event }: { event: string }) => event).at(-1)).toBe(second)
  await open({ sources: ['shop'], since: '1h' })
  const seen = new Set<string>()
  await expect
    .poll(async () => {
      for (const { event } of (await call('pull', { waitSeconds: 1 })).body.items) seen.add(event)
      return seen.has(first)
    })
    .toBe(true)
  for (const since of ['evt_0', 'yesterday']) {
    const refused = await gateway.api('POST', '/listeners', { name: 'anna', instance, since })
    expect([400, 404]).toContain(refused.status)
  }
})

/** Somebody whose token is made so; `as` opens a listener, `ask` asks anything. */
async function somebody(about: object) {
  const { body } = await gateway.api('POST', '/tokens', { scope: 'listen', ...about })
  const headers = { authorization: `Bearer ${body.token}` }
  const ask = (method: 'GET' | 'POST', path: string, what?: object) =>
    gateway.api(method, path, what, headers)
  return { ask, as: (what: object) => ask('POST', '/listeners', { name: 'anna', instance, ...what }) }
}

test('what came of a source that is gone, or that a listener no longer listens to, is lent to nobody who comes after', async () => {
  const { ask, as } = await somebody({ name: 'of-shop', sources: ['shop'] })
  await gateway.api('POST', '/sources', { name: 'doomed', scheme: 'publish' })
  await gateway.api('POST', '/listeners', { name: 'orphan', instance: another, sources: ['doomed'] })
  await gateway.api('POST', '/events', { source: 'doomed', type: 't', data: 'of doomed' })
  await gateway.api('DELETE', '/sources/doomed')
  expect((await ask('GET', '/listeners')).body.items).toEqual([])
  const taken = await as({ name: 'orphan' })
  expect([taken.status, taken.body.code]).toEqual([409, 'ERR_CONFLICT'])
  expect((await call('pull', { instance: another }, 'orphan')).body.items).toEqual([])

  await gateway.api('POST', '/sources', { name: 'dropped', scheme: 'publish' })
  onTestFinished(() => void gateway.api('DELETE', '/sources/dropped'))
  await open({ sources: ['shop', 'dropped'] })
  await gateway.api('POST', '/events', { source: 'dropped', type: 't', data: 'of dropped' })
  await open({ sources: ['shop'] })
  expect((await as({ instance: another })).status).toBe(200)
  const mine = await publish(1)
  const { items } = (await ask('POST', '/listeners/anna/pull', { instance: another, waitSeconds: 10 })).body
  expect(items.map(({ event }: { event: string }) => event)).toEqual([mine])
})

test('what came under a claim on a source that its listener drops is given back', async () => {
  await open({ sources: ['shop', 'open'], claimSeconds: 600 })
  const event = await publish(1)
  await open({ sources: ['open'], claimSeconds: 600 })
  expect((await app.until(1, 30_000)).map(({ headers }) => headers['webhook-id'])).toEqual([event])
})

test('who comes at the same moment takes over no listener on sources out of his reach', async () => {
  const { as } = await somebody({ name: 'racer', sources: ['shop'] })
  const names = Array.from({ length: 12 }, (_, at) => `race-${at}`)
  await Promise.all(
    names.flatMap((name) => [
      gateway.api('POST', '/listeners', { name, instance, sources: ['open'] }),
      as({ name, instance: another }),
    ]),
  )
  // Whoever was first, the operator has it.
  const held = await Promise.all(names.map((name) => call('heartbeat', {}, name)))
  expect(held.map(({ body }) => body.code)).toEqual(names.map(() => undefined))
})

test('the gateway’s own source is claimed by nobody, and heard by whoever may read everything', async () => {
  const own = { sources: ['countersign'] }
  const claimed = await gateway.api('POST', '/listeners', {
    name: 'anna',
    instance,
    ...own,
    claimSeconds: 60,
  })
  expect([claimed.status, claimed.body.code]).toEqual([400, 'ERR_INPUT'])
  expect((await (await somebody({ name: 'hears' })).as(own)).status).toBe(404)
  const both = await somebody({
    name: 'claims',
    scope: undefined,
    actions: ['events.listen', 'events.claim'],
  })
  expect((await both.as({ ...own, claimSeconds: 60 })).status).toBe(404)
  await open(own)
})

test('one has so many listeners at once, and to each is replayed from one moment at a time', async () => {
  const { as } = await somebody({ name: 'many' })
  const codes: unknown[] = []
  for (let at = 0; at < 17; at++) codes.push((await as({ name: `many-${at}`, sources: ['shop'] })).body.code)
  expect(codes).toEqual([...Array(16).fill(undefined), 'ERR_LISTENERS_TOO_MANY'])
  // Going on is no listener more.
  const since = () => as({ name: 'many-0', sources: ['shop'], since: '9000d' })
  const again = await Promise.all([since(), since(), since()])
  expect(again.map(({ status }) => status)).toEqual([200, 200, 200])
  const replays = (await gateway.api('GET', '/replays?limit=3')).body.items
  expect(replays.filter(({ state }: { state: string }) => state === 'canceled')).toHaveLength(2)
})
