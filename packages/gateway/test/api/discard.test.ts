import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiAnswer, type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { type RecordingReceiver, startReceiver } from '../harness/start-receiver.ts'

let gateway: StartedGateway
let receiver: RecordingReceiver

beforeAll(async () => {
  receiver = await startReceiver()
  gateway = await startGateway()
  await gateway.api('POST', '/sources', { name: 'shop', scheme: 'publish' })
  await destination('paused', { paused: true })
  await destination('dying', { retryScheduleMs: [] })
})

afterAll(async () => {
  await gateway.remove()
  await receiver.close()
})

async function destination(name: string, more: object): Promise<void> {
  const url = `${receiver.url}/${name}`
  await gateway.api('POST', '/destinations', { name, url, tenant: name, allowPrivate: true, ...more })
}

/** Publishes for a destination and answers the id of its delivery. */
async function queue(tenant: string, type: string, data: unknown): Promise<string> {
  const { body } = await gateway.api('POST', '/events', { source: 'shop', type, data, tenant })
  const deliveries = await gateway.api('GET', `/events/${body.id}/deliveries`)
  return deliveries.body.items[0].id
}

async function stateOf(id: string): Promise<string> {
  return (await gateway.api('GET', `/deliveries/${id}`)).body.state
}

function refusal(answer: ApiAnswer, status: number, code: string): void {
  expect(answer.body).toMatchObject({ status, code })
}

describe('a discard', () => {
  it('ends a delivery that waits, and keeps the reason', async () => {
    const id = await queue('paused', 'one', 1)
    const kept = await queue('paused', 'one', 2)
    const reason = 'sent by mistake: “test” data'
    const { status, body } = await gateway.api('POST', `/deliveries/${id}/discard`, { reason })
    expect(status).toBe(200)
    expect(body).toMatchObject({ id, state: 'discarded', attempts: 0, lastError: 'ERR_DELIVERY_DISCARDED' })
    expect(body.tries).toMatchObject([{ n: 0, error: 'ERR_DELIVERY_DISCARDED', reason, answer: '' }])
    const path = `/deliveries/${id}/discard`
    refusal(await gateway.api('POST', path, { reason }), 409, 'ERR_DELIVERY_SETTLED')
    refusal(await gateway.api('POST', path, {}), 400, 'ERR_INPUT')
    refusal(
      await gateway.api('POST', '/deliveries/dlv_0-0-00000000/discard', { reason }),
      404,
      'ERR_NOT_FOUND',
    )
    const came = receiver.received.length
    await gateway.api('PATCH', '/destinations/paused', { paused: false })
    await expect.poll(() => stateOf(kept), { timeout: 20_000 }).toBe('delivered')
    expect(receiver.received).toHaveLength(came + 1)
    refusal(await gateway.api('POST', `/deliveries/${kept}/discard`, { reason }), 409, 'ERR_DELIVERY_SETTLED')
    // A retry brings it back.
    expect((await gateway.api('POST', `/deliveries/${id}/retry`)).status).toBe(202)
    await expect.poll(() => stateOf(id), { timeout: 20_000 }).toBe('delivered')
    await gateway.api('PATCH', '/destinations/paused', { paused: true })
  })

  it('reaches what is at hand to be sent, and what waits behind it goes on', async () => {
    const held: (() => void)[] = []
    const arrived: string[] = []
    const slow = createServer((request, response) => {
      request.on('data', (chunk: Buffer) => arrived.push(chunk.toString()))
      request.on('end', () => held.push(() => response.end()))
    })
    await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(slow.address() as AddressInfo).port}`
    await destination('slow', { url, concurrency: 1 })
    const ids: string[] = []
    for (const n of [1, 2, 3]) ids.push(await queue('slow', 'one', n))
    await expect.poll(() => held.length).toBe(1)
    const [, second = ''] = ids
    const discarded = await gateway.api('POST', `/deliveries/${second}/discard`, { reason: 'skip it' })
    expect(discarded.body.state).toBe('discarded')
    held.shift()?.()
    await expect.poll(() => held.length).toBe(1)
    held.shift()?.()
    await expect.poll(() => stateOf(ids[2] ?? ''), { timeout: 20_000 }).toBe('delivered')
    expect(arrived).toEqual(['1', '3'])
    slow.close()
  })

  it('ends a dead letter', async () => {
    receiver.answer(500)
    const id = await queue('dying', 'one', 1)
    await expect.poll(() => stateOf(id), { timeout: 20_000 }).toBe('dead')
    receiver.answer(200)
    await gateway.api('POST', `/deliveries/${id}/discard`, { reason: 'old' })
    const dead = await gateway.api('GET', '/deliveries?state=dead')
    expect(dead.body.items).toEqual([])
    const { body } = await gateway.api('GET', '/stats')
    expect(body.deliveries).toMatchObject({ dead: 0, discarded: 2 })
  })

  it('of many goes by filter, step by step, and spares the rest', async () => {
    const events = Array.from({ length: 25 }, (_, n) => ({
      source: 'shop',
      type: n % 5 === 0 ? 'keep' : 'drop',
      data: { n },
      tenant: 'paused',
    }))
    await gateway.api('POST', '/events', { events })
    const step = { reason: 'too many', state: 'pending', destination: 'paused' }
    const filter = 'type == "drop" && json.n < 20'
    let next: string | undefined
    let discarded = 0
    do {
      const { body } = await gateway.api('POST', '/deliveries/discard', {
        ...step,
        filter,
        limit: 10,
        cursor: next,
      })
      discarded += body.discarded
      next = body.next ?? undefined
    } while (next !== undefined)
    expect(discarded).toBe(16)
    const left = await gateway.api('GET', '/deliveries?destination=paused&state=pending')
    expect(left.body.items).toHaveLength(9)
    const byType = await gateway.api('POST', '/deliveries/discard', { ...step, type: 'keep', source: 'shop' })
    expect(byType.body).toEqual({ discarded: 5, next: null })
    const future = { ...step, from: '2100-01-01T00:00:00Z' }
    expect((await gateway.api('POST', '/deliveries/discard', future)).body.discarded).toBe(0)
    refusal(
      await gateway.api('POST', '/deliveries/discard', { ...step, filter: 'type ==' }),
      400,
      'ERR_FILTER',
    )
    refusal(
      await gateway.api('POST', '/deliveries/discard', { reason: 'all', state: 'delivered' }),
      400,
      'ERR_INPUT',
    )
  })
})

describe('a filter that is tried', () => {
  it('says which past events it lets pass', async () => {
    const filter = 'type == "keep" && json.n >= 10'
    const { status, body } = await gateway.api('POST', '/routes/try', { filter, source: 'shop', limit: 25 })
    expect(status).toBe(200)
    expect(body).toMatchObject({ tried: 25, matched: 3, failed: 0 })
    expect(body.items[0]).toMatchObject({ source: 'shop', type: 'drop', result: 'no match' })
    const failing = await gateway.api('POST', '/routes/try', { filter: 'json.missing == 1', type: 'keep' })
    expect(failing.body).toMatchObject({ tried: 5, matched: 0, failed: 5 })
    expect((await gateway.api('POST', '/routes/try', { filter: 'true', type: 'none' })).body.tried).toBe(0)
  })

  it('is refused with the position of its error', async () => {
    const wrong = await gateway.api('POST', '/routes/try', { filter: 'type == kind' })
    refusal(wrong, 400, 'ERR_FILTER')
    expect(wrong.body.errors).toMatchObject([{ at: '/filter', column: 9 }])
    const route = await gateway.api('POST', '/routes', {
      source: 'shop',
      destination: 'dying',
      filter: 'type = 1',
    })
    expect(route.body.errors[0]).toMatchObject({ at: '/filter', column: expect.any(Number) })
    refusal(
      await gateway.api('POST', '/routes/try', { filter: 'true', source: 'none' }),
      404,
      'ERR_NOT_FOUND',
    )
  })
})
