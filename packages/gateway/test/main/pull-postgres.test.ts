import { beforeAll, expect, it } from 'vitest'
import type { LentJson } from '../../src/api/operations/pull.ts'
import type { StartedGateway } from '../harness/start-gateway.ts'
import { withTwoGateways } from '../postgres/with-two-gateways.ts'

const gateways = withTwoGateways()
let one: StartedGateway
let other: StartedGateway

beforeAll(async () => {
  ;({ one, other } = gateways)
  await one.api('POST', '/sources', { name: 'product', scheme: 'publish' })
})

async function create(name: string, more: object = {}): Promise<void> {
  const destination = { name, kind: 'pull', tenant: name, retryScheduleMs: Array(20).fill(0), ...more }
  expect((await one.api('POST', '/destinations', destination)).status).toBe(201)
  await expect
    .poll(async () => (await other.api('GET', `/destinations/${name}`)).status, { timeout: 10_000 })
    .toBe(200)
}

async function publish(
  on: StartedGateway,
  tenant: string,
  count: number,
  data: object = {},
): Promise<string[]> {
  const events = Array.from({ length: count }, () => ({ source: 'product', type: 'x', data, tenant }))
  const { body } = await on.api('POST', '/events', { events })
  expect(body.results).toMatchObject(events.map(() => ({ duplicate: false })))
  return body.results.map(({ id }: { id: string }) => id)
}

async function pull(on: StartedGateway, name: string, wanted: object = {}): Promise<LentJson[]> {
  const { status, body } = await on.api('POST', `/destinations/${name}/pull`, wanted)
  expect({ status, body }).toMatchObject({ status: 200 })
  return body.items
}

const acknowledge = async (on: StartedGateway, name: string, lent: readonly LentJson[]) =>
  (await on.api('POST', `/destinations/${name}/acknowledge`, { leases: lent.map(({ lease }) => lease) })).body
    .items

it('two gateways that are pulled at once lend each delivery once, and either takes its acknowledgement', async () => {
  await create('shared')
  const events = await publish(one, 'shared', 120)
  const got: LentJson[] = []
  const worker = async (from: StartedGateway, to: StartedGateway): Promise<void> => {
    for (;;) {
      const lent = await pull(from, 'shared', { limit: 7 })
      if (lent.length === 0) return
      got.push(...lent)
      const states = await acknowledge(to, 'shared', lent)
      expect(states).toMatchObject(lent.map(() => ({ state: 'delivered', error: null })))
    }
  }
  await Promise.all([worker(one, other), worker(other, one), worker(one, one), worker(other, other)])
  expect(got.map(({ event }) => event).sort()).toEqual(events.sort())
  expect(new Set(got.map(({ attempt }) => attempt))).toEqual(new Set([1]))
})

it('a pull that waits at one gateway ends with what the other takes in', async () => {
  await create('told')
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    const waiting = pull(from, 'told', { waitSeconds: 20 })
    const [event] = await publish(to, 'told', 1)
    const lent = await waiting
    expect(lent.map((each) => each.event)).toEqual([event])
    await acknowledge(to, 'told', lent)
  }
})

it('of an order key one is out, whichever gateway is asked', async () => {
  await create('ordered', { order: { key: 'json.data.key' } })
  const events = await publish(one, 'ordered', 6, { data: { key: 'same' } })
  const got: string[] = []
  while (got.length < events.length) {
    const lent = (await Promise.all([one, other, one].map((on) => pull(on, 'ordered', { limit: 5 })))).flat()
    expect(lent).toHaveLength(1)
    got.push(...lent.map(({ event }) => event))
    await acknowledge(other, 'ordered', lent)
  }
  expect(got).toEqual(events)
})

it('what a gateway had lent when it was killed comes from the other', async () => {
  await create('left')
  const events = await publish(one, 'left', 10)
  const lent = await pull(one, 'left', { leaseSeconds: 5 })
  expect(lent).toHaveLength(10)
  await acknowledge(one, 'left', lent.slice(0, 4))
  one.signal('SIGKILL')
  process.kill(one.pid(), 'SIGKILL')
  const again: LentJson[] = []
  while (again.length < 6) again.push(...(await pull(other, 'left', { waitSeconds: 20 })))
  expect(again.map(({ event }) => event).sort()).toEqual(events.slice(4).sort())
  for (const state of await acknowledge(other, 'left', lent)) expect(state.error).toBe('ERR_LEASE_ENDED')
  expect(await acknowledge(other, 'left', again)).toMatchObject(again.map(() => ({ state: 'delivered' })))
}, 60_000)
