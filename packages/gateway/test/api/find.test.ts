import { afterAll, beforeAll, expect, it } from 'vitest'
import { runCommand, type StartedGateway, startGateway } from '../harness/start-gateway.ts'

// Whoever has an order's number finds its events at once where the source indexes where it lies; what is asked for is in
// no log and no audit, and what is masked is not found by guessing.

let gateway: StartedGateway

beforeAll(async () => {
  gateway = await startGateway()
  await gateway.api('POST', '/sources', { name: 'shop', scheme: 'publish' })
})

afterAll(async () => gateway.remove())

const publish = async (data: object, source = 'shop'): Promise<string> =>
  (await gateway.api('POST', '/events', { source, type: 'orders/paid', data })).body.id
const find = (path: string, value: string, more: object = {}, who: Record<string, string> = {}) =>
  gateway.api('POST', '/events/find', { source: 'shop', path, value, ...more }, who)
const ids = async (path: string, value: string, more: object = {}): Promise<string[]> =>
  (await find(path, value, more)).body.items.map(({ id }: { id: string }) => id)

it('finds what came since a path is in the index of its source, page by page', async () => {
  await publish({ order: { id: 'before' } })
  const refused = await find('order.id', 'before')
  expect([refused.status, refused.body.code]).toEqual([409, 'ERR_PATH_NOT_INDEXED'])
  const index = ['order.id', 'items.*.sku']
  expect((await gateway.api('PATCH', '/sources/shop', { index })).body.index).toEqual(index)
  expect((await gateway.api('GET', '/sources/shop')).body.index).toEqual(index)
  expect(await ids('order.id', 'before')).toEqual([])

  const one = await publish({ order: { id: 10023 }, items: [{ sku: 'a' }, { sku: 'b' }] })
  const two = await publish({ order: { id: '10023' }, note: 10024 })
  expect(await ids('order.id', '10023')).toEqual([two, one])
  expect(await ids('items.*.sku', 'b')).toEqual([one])
  expect(await ids('order.id', '10024')).toEqual([])
  const page = (await find('order.id', '10023', { limit: 1 })).body
  expect([page.items[0].id, page.next]).toEqual([two, two])
  const rest = (await find('order.id', '10023', { limit: 1, before: page.next })).body
  expect([rest.items[0].id, rest.next]).toEqual([one, null])
  expect(await ids('order.id', '10023', { type: 'other' })).toEqual([])
  expect(await ids('order.id', '10023', { from: new Date(Date.now() + 1000).toISOString() })).toEqual([])

  for (const bad of [{ index: ['a..b'] }, { index: ['**.a.**'] }, { index: Array(21).fill('a') }])
    expect((await gateway.api('PATCH', '/sources/shop', bad)).body.code).toBe('ERR_INPUT')
})

it('looks at four thousand that have the value for a page, and goes on behind them', async () => {
  const many = (count: number, type: string) =>
    gateway.api('POST', '/events', {
      events: Array.from({ length: count }, () => ({
        source: 'shop',
        type,
        data: { order: { id: 'many' } },
      })),
    })
  expect((await many(1, 'rare')).status).toBe(201)
  for (let round = 0; round < 4; round++) expect((await many(1000, 'made')).status).toBe(201)
  const first = (await find('order.id', 'many', { type: 'rare' })).body
  expect([first.items, typeof first.next]).toEqual([[], 'string'])
  const rest = (await find('order.id', 'many', { type: 'rare', before: first.next })).body
  expect([rest.items.length, rest.next]).toEqual([1, null])
}, 120_000)

it('writes down nowhere what was looked for', async () => {
  await find('order.id', 'very-secret-4711')
  expect(JSON.stringify((await gateway.api('GET', '/audit')).body)).not.toContain('very-secret')
  const { stdout, stderr } = gateway.output()
  expect(stdout + stderr).not.toContain('very-secret')
})

it('finds nothing for who may not see what the source masks, nor after an erasure', async () => {
  const erased = await publish({ order: { id: 'gone' } })
  expect(await ids('order.id', 'gone')).toEqual([erased])
  const made = await gateway.api('POST', `/events/${erased}/erase`, { reason: 'case 4711' })
  expect(made.status).toBeLessThan(300)
  await expect.poll(() => ids('order.id', 'gone'), { timeout: 20_000 }).toEqual([])

  const { token } = (await gateway.api('POST', '/tokens', { name: 'r', scope: 'read' })).body
  const reader = { authorization: `Bearer ${token}` }
  expect((await find('order.id', '10023', {}, reader)).status).toBe(200)
  await gateway.api('PATCH', '/sources/shop', { masks: ['order.id'] })
  expect((await find('order.id', '10023', {}, reader)).body.code).toBe('ERR_MASKED')
  expect((await find('order.id', '10023')).status).toBe(200)
})

it('is a command, and a plan of what is exported leaves the index as it is', async () => {
  const to = ['--data', gateway.data]
  const found = await runCommand(['event', 'find', 'items.*.sku', 'a', '--source', 'shop', '--json', ...to])
  expect([found.code, JSON.parse(found.stdout).items.length]).toEqual([0, 1])
  const changed = await runCommand(['source', 'change', 'shop', '--index', 'order.id', ...to])
  expect(changed.code).toBe(0)
  const exported = (await gateway.api('GET', '/plan')).body
  expect(exported.sources.find(({ name }: { name: string }) => name === 'shop').index).toEqual(['order.id'])
  await runCommand(['source', 'change', 'shop', '--index', '', ...to])
  expect((await gateway.api('GET', '/sources/shop')).body.index).toEqual([])
})
