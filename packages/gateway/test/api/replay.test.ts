import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { cli } from '../cli/cli.ts'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { type RecordingReceiver, startReceiver } from '../harness/start-receiver.ts'

let gateway: StartedGateway
let receiver: RecordingReceiver
const secret = 'a-secret-phrase-of-webex'

beforeAll(async () => {
  receiver = await startReceiver()
  gateway = await startGateway()
  await gateway.api('POST', '/sources', { name: 'webex', scheme: 'webex', secrets: [secret] })
  await gateway.api('POST', '/destinations', { name: 'app', url: receiver.url, allowPrivate: true })
  await gateway.api('POST', '/routes', { source: 'webex', destination: 'app' })
})

afterAll(async () => {
  await gateway.remove()
  await receiver.close()
})

async function send(n: number): Promise<string> {
  const body = JSON.stringify({ resource: 'messages', event: 'created', n })
  const signature = createHmac('sha1', secret).update(body).digest('hex')
  const answer = await gateway.post('webex', body, { 'x-spark-signature': signature })
  return ((await answer.json()) as { id: string }).id
}

async function ended(id: string): Promise<Record<string, unknown>> {
  for (;;) {
    const { body } = await gateway.api('GET', `/replays/${id}`)
    if (body.state !== 'running') return body
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

it('replays what is selected, and says how far it has come', async () => {
  const ids = [await send(1), await send(2), await send(3)]
  await receiver.until(3)
  const made = await gateway.api('POST', '/replays', {
    source: 'webex',
    filter: 'json.n > 1.0',
    destination: 'app',
  })
  expect(made.status).toBe(201)
  expect(made.body).toMatchObject({
    state: 'running',
    source: 'webex',
    destination: 'app',
    ratePerSecond: 100,
  })
  const id = String(made.body.id)
  expect(await ended(id)).toMatchObject({ id, state: 'done', events: 2, progress: 1 })
  const replayed = (await receiver.until(5)).slice(3)
  expect(replayed.map(({ headers }) => headers['webhook-id']).sort()).toEqual(ids.slice(1).sort())
  expect(replayed.map(({ headers }) => headers['countersign-replay'])).toEqual([id, id])

  const named = await gateway.api('POST', '/replays', { events: [ids[0]] })
  expect(await ended(String(named.body.id))).toMatchObject({ state: 'done', events: 1, named: 1 })
  const { body: list } = await gateway.api('GET', '/replays?limit=1')
  expect(list.items).toMatchObject([{ id: named.body.id }])
  const { body: rest } = await gateway.api('GET', `/replays?limit=1&cursor=${list.next}`)
  expect(rest).toMatchObject({ items: [{ id }], next: null })
  // One event's own replays count for themselves.
  const single = await gateway.api('POST', `/events/${ids[0]}/replay`, {})
  expect(single.body).toMatchObject({ replay: '1' })
})

it('stops, goes on and is canceled for good', async () => {
  const made = await gateway.api('POST', '/replays', { ratePerSecond: 0.01 })
  const path = `/replays/${made.body.id}`
  expect((await gateway.api('PATCH', path, { state: 'paused' })).body).toMatchObject({ state: 'paused' })
  expect((await gateway.api('PATCH', path, { state: 'running' })).body).toMatchObject({ state: 'running' })
  const canceled = await gateway.api('PATCH', path, { state: 'canceled' })
  expect(canceled.body).toMatchObject({ state: 'canceled', endedAt: expect.any(String) })
  const again = await gateway.api('PATCH', path, { state: 'running' })
  expect(again.body).toMatchObject({ status: 409, code: 'ERR_REPLAY_ENDED' })
})

it('refuses what cannot be', async () => {
  const refused = async (input: object): Promise<unknown> =>
    (await gateway.api('POST', '/replays', input)).body
  expect(await refused({ filter: 'json.n >' })).toMatchObject({ status: 400, code: 'ERR_FILTER' })
  expect(await refused({ source: 'none' })).toMatchObject({ status: 404, code: 'ERR_NOT_FOUND' })
  expect(await refused({ destination: 'none' })).toMatchObject({ status: 404, code: 'ERR_NOT_FOUND' })
  expect(await refused({ events: ['evt_118yp1hr'] })).toMatchObject({ status: 404, code: 'ERR_NOT_FOUND' })
  expect(await refused({ ratePerSecond: 0 })).toMatchObject({ status: 400, code: 'ERR_INPUT' })
  for (const id of ['rpl_1', 'rpl_9999999', 'x']) {
    expect((await gateway.api('GET', `/replays/${id}`)).status).toBe(404)
  }
})

it('sets the order of a destination, and refuses a key that does not compile', async () => {
  const order = { key: 'json.data.roomId', whenDead: 'block' }
  const changed = await gateway.api('PATCH', '/destinations/app', { order })
  expect(changed.body).toMatchObject({ order })
  const refused = await gateway.api('PATCH', '/destinations/app', { order: { key: 'json.' } })
  expect(refused.body).toMatchObject({ status: 400, code: 'ERR_FILTER' })
  const off = await gateway.api('PATCH', '/destinations/app', { order: null })
  expect(off.body).toMatchObject({ order: null })
})

it('says where no route leads anywhere, since it is done at once and has delivered nothing', async () => {
  await gateway.api('POST', '/sources', { name: 'loose', scheme: 'publish' })
  const event = { source: 'loose', type: 'order.paid', data: {} }
  const { body: published } = await gateway.api('POST', '/events', event)
  for (const selection of [{ source: 'loose' }, { events: [published.id] }]) {
    const { status, body } = await gateway.api('POST', '/replays', selection)
    expect(status).toBe(201)
    expect(body.warnings).toEqual([expect.stringContaining('No route leads from loose')])
    expect(await ended(body.id)).toMatchObject({ state: 'done', events: 0 })
  }
  const routed = await gateway.api('POST', '/replays', { source: 'loose', destination: 'app' })
  expect(routed.body.warnings).toBeUndefined()
  const { stderr, stdout } = await cli(['replay', 'create', '--source', 'loose', '--data', gateway.data])
  expect(stderr).toMatch(/^warning: No route leads from loose, .*name a destination/)
  expect(stdout).not.toContain('warnings')
})
