import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { runCommand, type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { type RecordingReceiver, startReceiver } from '../harness/start-receiver.ts'

// The application was down, and what came meanwhile waits for an hour. It is up again.

let gateway: StartedGateway
let receiver: RecordingReceiver
let name = ''
let count = 0

beforeAll(async () => {
  receiver = await startReceiver()
  gateway = await startGateway()
  await gateway.api('POST', '/sources', { name: 'shop', scheme: 'publish' })
})

afterAll(async () => {
  await gateway.remove()
  await receiver.close()
})

const hour = 3_600_000
let waiting: string[] = []

beforeEach(async () => {
  count += 1
  name = `app-${count}`
  const url = `${receiver.url}/${name}`
  const made = { name, url, tenant: name, allowPrivate: true, retryScheduleMs: [hour, hour] }
  expect((await gateway.api('POST', '/destinations', made)).status).toBe(201)
  receiver.answer(500)
  for (let n = 0; n < 3; n++) {
    const data = { source: 'shop', type: n === 0 ? 'first' : 'other', data: n, tenant: name }
    expect((await gateway.api('POST', '/events', data)).status).toBe(201)
  }
  await expect
    .poll(async () => (await list()).filter(({ attempts }) => attempts === 1).length, { timeout: 20_000 })
    .toBe(3)
  for (const { nextAttemptAt } of await list()) {
    expect(Date.parse(nextAttemptAt)).toBeGreaterThan(Date.now() + hour / 2)
  }
  waiting = (await list()).map(({ id }) => id)
  receiver.answer(200)
})

async function list(): Promise<{ id: string; attempts: number; nextAttemptAt: string; state: string }[]> {
  return (await gateway.api('GET', `/deliveries?destination=${name}`)).body.items
}

async function allDelivered(): Promise<void> {
  const states = async (): Promise<string[]> => (await list()).map(({ state }) => state)
  await expect.poll(states, { timeout: 20_000 }).toEqual(['delivered', 'delivered', 'delivered'])
  expect((await list()).map(({ attempts }) => attempts)).toEqual([2, 2, 2])
}

describe('what waits for its next attempt goes at once', () => {
  it('one by its id, and the others for their destination', async () => {
    const again = await gateway.api('POST', `/deliveries/${waiting[0]}/retry`)
    expect([again.status, again.body.id]).toEqual([202, waiting[0]])
    const delivered = async () =>
      (await list()).filter(({ state }) => state === 'delivered').map(({ id }) => id)
    await expect.poll(delivered, { timeout: 20_000 }).toEqual([waiting[0]])
    const all = await gateway.api('POST', `/destinations/${name}/send-now`)
    expect([all.status, all.body]).toEqual([200, { sent: 2 }])
    await allDelivered()
  })

  it('by its id from the shell, and never again what was delivered meanwhile', async () => {
    const [id = ''] = waiting
    const send = (): ReturnType<typeof runCommand> =>
      runCommand(['delivery', 'send-now', id], { env: { COUNTERSIGN_DATA: gateway.data } })
    expect((await send()).code).toBe(0)
    const attempts = async () => (await list()).find((one) => one.id === id)
    await expect.poll(attempts, { timeout: 20_000 }).toMatchObject({ state: 'delivered', attempts: 2 })
    const again = await send()
    expect(again).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("is delivered and waits for no attempt; 'countersign delivery retry'"),
    })
    expect(await attempts()).toMatchObject({ state: 'delivered', attempts: 2 })
  })

  it('many that a filter means', async () => {
    const selected = { destination: name, type: 'first', code: 'ERR_DELIVERY_FAILED' }
    const counted = await gateway.api('POST', '/deliveries/send-now', { ...selected, dryRun: true })
    expect(counted.body).toEqual({ matched: 1, sent: 0, next: null })
    expect((await gateway.api('POST', '/deliveries/send-now', selected)).body).toMatchObject({
      matched: 1,
      sent: 1,
    })
    await expect
      .poll(async () => (await list()).filter(({ state }) => state === 'delivered').length, {
        timeout: 20_000,
      })
      .toBe(1)
    const rest = await gateway.api('POST', '/deliveries/send-now', { destination: name })
    expect(rest.body).toMatchObject({ matched: 2, sent: 2 })
    await allDelivered()
  })

  it('when the destination is resumed, and not before', async () => {
    await gateway.api('PATCH', `/destinations/${name}`, { paused: true })
    const refused = await gateway.api('POST', `/destinations/${name}/send-now`)
    expect(refused.body).toMatchObject({ status: 409, code: 'ERR_DESTINATION_PAUSED' })
    expect((await list()).map(({ state }) => state)).toEqual(['pending', 'pending', 'pending'])
    await gateway.api('PATCH', `/destinations/${name}`, { paused: false })
    await allDelivered()
  })

  it.each([
    ['address', () => ({ url: `${receiver.url}/moved` })],
    ['headers', () => ({ headers: { 'x-api-key': 'mended' } })],
  ])('when the destination has another %s', async (_what, change) => {
    expect((await gateway.api('PATCH', `/destinations/${name}`, change())).status).toBe(200)
    await allDelivered()
  })

  it('when the destination has another secret', async () => {
    expect((await gateway.api('POST', `/destinations/${name}/secrets`, {})).status).toBe(201)
    await allDelivered()
  })

  it('and stays where it is when something else is changed', async () => {
    await gateway.api('PATCH', `/destinations/${name}`, { concurrency: 3 })
    for (const { nextAttemptAt } of await list()) {
      expect(Date.parse(nextAttemptAt)).toBeGreaterThan(Date.now() + hour / 2)
    }
  })
})

describe('another tenant gets nothing that waits for the one before', () => {
  it('is refused with what there is, and goes once that is discarded by name', async () => {
    const path = `/destinations/${name}`
    const move = () => gateway.api('PATCH', path, { tenant: 'another', url: `${receiver.url}/another` })
    const refused = await move()
    expect(refused.body).toMatchObject({ status: 409, code: 'ERR_DESTINATION_BUSY' })
    expect(refused.body.detail).toContain('3 deliveries wait')
    expect(refused.body.detail).toContain(`discard-many --state pending --destination ${name}`)
    expect((await gateway.api('GET', path)).body.tenant).toBe(name)
    // The same tenant is no change.
    expect((await gateway.api('PATCH', path, { tenant: name })).status).toBe(200)
    const discard = { state: 'pending', destination: name, reason: 'moved' }
    expect((await gateway.api('POST', '/deliveries/discard', discard)).body.discarded).toBe(3)
    expect((await move()).status).toBe(200)
    expect((await gateway.api('GET', path)).body.tenant).toBe('another')
    expect(receiver.received.filter(({ url }) => url === '/another')).toEqual([])
  })
})
