import { afterEach, beforeEach, expect, it } from 'vitest'
import type { LentJson } from '../../src/api/operations/pull.ts'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'

let gateway: StartedGateway

beforeEach(async () => {
  gateway = await startGateway()
  await gateway.api('POST', '/sources', { name: 'product', scheme: 'publish' })
  const destination = { name: 'worker', kind: 'pull', tenant: 't', retryScheduleMs: Array(50).fill(0) }
  expect((await gateway.api('POST', '/destinations', destination)).status).toBe(201)
})

afterEach(() => gateway.remove())

async function publish(n: number): Promise<string> {
  const event = { source: 'product', type: 'x', data: { n }, tenant: 't' }
  return (await gateway.api('POST', '/events', event)).body.id
}

async function pull(wanted: object = {}): Promise<readonly LentJson[]> {
  const { status, body } = await gateway.api('POST', '/destinations/worker/pull', wanted)
  expect({ status, body }).toMatchObject({ status: 200 })
  return body.items
}

const acknowledge = async (lent: readonly LentJson[]): Promise<{ state: string | null }[]> =>
  (await gateway.api('POST', '/destinations/worker/acknowledge', { leases: lent.map(({ lease }) => lease) }))
    .body.items

it('a loan outlives the gateway that made it: nobody else gets it, and it is acknowledged to the next', async () => {
  const events = [await publish(1), await publish(2), await publish(3)]
  const lent = await pull({ limit: 2, leaseSeconds: 600 })
  await gateway.kill9()
  const rest = await pull()
  expect([...lent, ...rest].map(({ event }) => event)).toEqual(events)
  expect(await acknowledge([...lent, ...rest])).toMatchObject(events.map(() => ({ state: 'delivered' })))
  expect((await gateway.api('GET', '/stats')).body.deliveries).toMatchObject({ pending: 0, delivered: 3 })
})

it('what a killed gateway and a lost worker leave behind comes again', async () => {
  const event = await publish(1)
  const [first] = await pull({ leaseSeconds: 5 })
  await gateway.kill9()
  const [second] = await pull({ waitSeconds: 20 })
  expect([first, second]).toMatchObject([
    { event, attempt: 1 },
    { event, attempt: 2 },
  ])
  const { body } = await gateway.api('GET', `/deliveries/${first?.delivery}`)
  expect(body.tries).toMatchObject([{ error: 'ERR_DELIVERY_UNACKNOWLEDGED' }])
})

it('a pull that waits is carried to the next gateway, and ended by a stop', async () => {
  const waiting = pull({ waitSeconds: 25 })
  // Something behind it has been answered: the pull has been sent as well.
  await gateway.api('GET', '/stats')
  await gateway.kill9()
  const event = await publish(1)
  expect(await waiting).toMatchObject([{ event, attempt: 1 }])
  const ended = gateway.api('POST', '/destinations/worker/pull', { waitSeconds: 25 })
  await gateway.api('GET', '/stats')
  expect(await gateway.stop()).toBe(0)
  const { status, body } = await ended
  expect(status === 200 ? body : { items: [] }).toEqual({ items: [] })
})

it('kills at any moment lose nothing and leave nothing', async () => {
  const published = new Set<string>()
  const taken = new Set<string>()
  let over = false
  const worker = async (): Promise<void> => {
    while (!over) {
      // A gateway that dies over an answer breaks the connection; the worker asks anew, as an application does.
      const lent = await pull({ limit: 5, waitSeconds: 1, leaseSeconds: 5 }).catch(() => [])
      const states = lent.length === 0 ? [] : await acknowledge(lent).catch(() => [])
      for (const [at, { event }] of lent.entries()) {
        if (states[at]?.state === 'delivered') taken.add(event)
      }
    }
  }
  const workers = [worker(), worker(), worker()]
  for (let round = 0; round < 4; round++) {
    const some = Array.from({ length: 15 }, (_, at) => publish(round * 15 + at).catch(() => undefined))
    if (round % 2 === 0) await gateway.kill9()
    for (const id of await Promise.all(some)) if (id !== undefined) published.add(id)
    if (round % 2 === 1) await gateway.kill9()
  }
  await expect
    .poll(async () => (await gateway.api('GET', '/stats')).body.deliveries.pending, { timeout: 40_000 })
    .toBe(0)
  over = true
  await Promise.all(workers)
  const { delivered, dead } = (await gateway.api('GET', '/stats')).body.deliveries
  expect({ dead, enough: delivered >= published.size }).toEqual({ dead: 0, enough: true })
  for (const { state } of (await gateway.api('GET', '/deliveries?limit=200')).body.items) {
    expect(state).toBe('delivered')
  }
  // An acknowledgement whose answer was lost may stand in the journal alone.
  expect(taken.size).toBeGreaterThan(0)
}, 90_000)
