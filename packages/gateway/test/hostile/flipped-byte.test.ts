import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { scratchFolder } from '../harness/scratch-folder.ts'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { startReceiver } from '../harness/start-receiver.ts'

let data: string
const started: StartedGateway[] = []

beforeEach(() => {
  data = scratchFolder('countersign-flipped-')
})

afterEach(async () => {
  for (const gateway of started.splice(0)) await gateway.remove()
  rmSync(data, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
})

test('a body of which a bit has changed on the disk is not delivered, shown or replayed, and it is told', async () => {
  const receiver = await startReceiver()
  const gateway = await startGateway({ data })
  started.push(gateway)
  const { body: source } = await gateway.api('POST', '/sources', {
    name: 'in',
    scheme: 'github',
    unsigned: true,
  })
  const made = { name: 'app', url: receiver.url, scheme: 'standard-webhooks', allowPrivate: true }
  await gateway.api('POST', '/destinations', made)
  await gateway.api('POST', '/routes', { source: 'in', destination: 'app' })
  await gateway.api('PATCH', '/destinations/app', { paused: true })
  const path = new URL(source.url).pathname.slice('/in/'.length)
  const answers = []
  for (const amount of ['100', '200']) answers.push(await gateway.post(path, `{"amount":${amount}}`))
  expect(answers.map(({ status }) => status)).toEqual([200, 200])
  await gateway.stop()

  const db = new DatabaseSync(join(data, 'journal.sqlite'))
  db.prepare("update payload set body = cast(replace(cast(body as text), '100', '900') as blob)").run()
  db.close()

  const again = await startGateway({ data })
  started.push(again)
  const { body: events } = await again.api('GET', '/events')
  const [sound, damaged] = events.items
  await again.api('PATCH', '/destinations/app', { paused: false })
  expect((await receiver.until(1))[0]?.body.toString()).toBe('{"amount":200}')
  expect(sound.id).not.toBe(damaged.id)
  const dead = async () => (await again.api('GET', '/deliveries?state=dead')).body.items
  await expect
    .poll(dead)
    .toMatchObject([{ event: damaged.id, state: 'dead', lastError: 'ERR_PAYLOAD_DAMAGED' }])
  expect((await again.api('GET', `/events/${damaged.id}/body`)).body.code).toBe('ERR_PAYLOAD_DAMAGED')
  expect((await again.api('POST', `/events/${damaged.id}/replay`, {})).body.code).toBe('ERR_PAYLOAD_DAMAGED')
  expect(again.output().stdout).toContain('Stored content is not what was stored')
  expect(receiver.received).toHaveLength(1)
  await receiver.close()
})

/** Changes what is stored behind the gateway's back. */
function spoil(statement: string): void {
  const db = new DatabaseSync(join(data, 'journal.sqlite'), { timeout: 5000 })
  db.prepare(statement).run()
  db.close()
}

test('an erasure does not pass over what is damaged, nor does a replay', async () => {
  const receiver = await startReceiver()
  const gateway = await startGateway({ data })
  started.push(gateway)
  await gateway.api('POST', '/sources', { name: 'crm', scheme: 'publish' })
  await gateway.api('POST', '/sources', {
    name: 'signed',
    scheme: 'github',
    secrets: ['a secret of some length'],
  })
  const publish = async (who: string): Promise<string> =>
    (await gateway.api('POST', '/events', { source: 'crm', type: 'seen', data: { who } })).body.id
  const [before, damaged, after] = [await publish('jane'), await publish('joan'), await publish('jane')]
  await gateway.post('signed', '{"who":"nobody"}')
  const rejection = async () => (await gateway.api('GET', '/rejections')).body.items[0]?.id
  await expect.poll(rejection).toBeDefined()
  const rejected = await rejection()
  await gateway.stop()
  // A bit that was another letter, in a name that a filter asks for.
  spoil("update payload set body = cast(replace(cast(body as text), 'joan', 'jo!n') as blob)")
  spoil("update rejection set body = cast(replace(cast(body as text), 'nobody', 'somebod') as blob)")

  const again = await startGateway({ data })
  started.push(again)
  const url = receiver.url
  await again.api('POST', '/destinations', {
    name: 'app',
    url,
    scheme: 'standard-webhooks',
    allowPrivate: true,
  })
  const { body: replay } = await again.api('POST', '/replays', { destination: 'app', source: 'crm' })
  expect(replay.id, JSON.stringify(replay)).toBeDefined()
  await receiver.until(2)
  const dead = async () => (await again.api('GET', '/deliveries?state=dead')).body.items
  await expect.poll(dead).toMatchObject([{ event: damaged, lastError: 'ERR_PAYLOAD_DAMAGED' }])

  for (const path of ['', '/body'])
    expect((await again.api('GET', `/rejections/${rejected}${path}`)).body.code).toBe('ERR_PAYLOAD_DAMAGED')
  const { body: verified } = await again.api('POST', `/rejections/${rejected}/reverify`)
  expect(verified.code).toBe('ERR_PAYLOAD_DAMAGED')

  const filter = 'json.who == "jane"'
  const { body: erasure } = await again.api('POST', '/erasures', { filter, reason: 'case 1' })
  const look = async () => (await again.api('GET', `/erasures/${erasure.id}`)).body
  await expect.poll(async () => (await look()).trouble, { timeout: 20_000 }).toContain(damaged)
  expect(await look()).toMatchObject({ state: 'running', events: 0 })
  expect((await again.api('GET', `/events/${after}/body`)).status).toBe(200)
  await again.api('POST', `/events/${damaged}/erase`, { reason: 'case 1' })
  await expect.poll(async () => (await look()).trouble, { timeout: 60_000 }).toContain(rejected)
  expect((await again.api('DELETE', `/rejections/${rejected}`)).status).toBe(204)
  await expect.poll(async () => (await look()).state, { timeout: 60_000 }).toBe('done')
  for (const id of [before, after]) expect((await again.api('GET', `/events/${id}/body`)).status).toBe(410)
  await receiver.close()
})
