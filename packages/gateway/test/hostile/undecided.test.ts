import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCommand, type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { type RecordingReceiver, startReceiver } from '../harness/start-receiver.ts'

// A filter that fails on an event says neither yes nor no. The event is not dropped for that: it waits, visibly, until
// the filter is mended.

let gateway: StartedGateway
let receiver: RecordingReceiver
let route: string

beforeAll(async () => {
  receiver = await startReceiver()
  gateway = await startGateway()
  await gateway.api('POST', '/sources', { name: 'shop', scheme: 'publish' })
  await gateway.api('POST', '/destinations', { name: 'app', url: receiver.url, allowPrivate: true })
  const filter = 'json.order.total > 100.0'
  route = (await gateway.api('POST', '/routes', { source: 'shop', destination: 'app', filter })).body.id
})

afterAll(async () => {
  await gateway.remove()
  await receiver.close()
})

async function publish(data: unknown): Promise<string> {
  return (await gateway.api('POST', '/events', { source: 'shop', type: 'order', data })).body.id
}

const deliveries = async (query: string) => (await gateway.api('GET', `/deliveries?${query}`)).body.items

describe('an event on which a filter fails', () => {
  it('waits undecided, is told of, and goes or stays once the filter can say', async () => {
    const plain = await publish({ order: { total: 500 } })
    const cheap = await publish({ order: { total: 5 } })
    const typo = await publish({ ordre: { total: 500 } })
    const text = await publish({ order: { total: '500' } })
    const none = await publish({})
    await receiver.until(1)
    await expect.poll(() => deliveries(`event=${plain}`)).toMatchObject([{ state: 'delivered' }])
    expect(await deliveries(`event=${cheap}`)).toEqual([])
    const undecided = await deliveries('state=undecided')
    expect(undecided).toMatchObject(
      [none, text, typo].map((event) => ({
        ...{ event, destination: 'app', state: 'undecided', attempts: 0, nextAttemptAt: null },
      })),
    )
    expect(await deliveries('state=pending')).toEqual([])
    const { stdout, stderr } = gateway.output()
    expect(`${stdout}${stderr}`).toContain('cannot decide on an event')
    expect((await gateway.api('GET', `/deliveries/${undecided[0].id}`)).body.state).toBe('undecided')

    // With the filter as it is, nothing can be said either.
    const one = await gateway.api('POST', `/deliveries/${undecided[0].id}/decide`)
    expect(one.body).toEqual({ outcome: 'undecided' })

    const filter = 'has(json.order) ? double(json.order.total) > 100.0 : has(json.ordre)'
    await gateway.api('PATCH', `/routes/${route}`, { filter })
    const env = { COUNTERSIGN_DATA: gateway.data, NO_COLOR: '1' }
    const decided = await runCommand(['delivery', 'decide', '--all', '--json'], { env })
    expect(JSON.parse(decided.stdout)).toEqual({ sent: 2, left: 1, undecided: 0 })
    const got = (await receiver.until(3)).map((each) => each.body.toString())
    expect(got.slice(1).toSorted()).toEqual(
      ['{"order":{"total":"500"}}', '{"ordre":{"total":500}}'].toSorted(),
    )
    expect(await deliveries('state=undecided')).toEqual([])
    expect(await deliveries(`event=${none}`)).toEqual([])

    // Once more changes nothing, and sends nothing twice.
    const again = await runCommand(['delivery', 'decide', '--all', '--json'], { env })
    expect(JSON.parse(again.stdout)).toEqual({ sent: 0, left: 0, undecided: 0 })
    const settled = await gateway.api('POST', `/deliveries/${undecided[1].id}/decide`)
    expect(settled.body).toMatchObject({ status: 409, code: 'ERR_DELIVERY_DECIDED' })
    // What comes after it has come: nothing went before that.
    const last = await publish({ order: { total: 700 } })
    await expect.poll(() => deliveries(`event=${last}`)).toMatchObject([{ state: 'delivered' }])
    expect(receiver.received.slice(3).map((each) => each.body.toString())).toEqual([
      '{"order":{"total":700}}',
    ])
  })

  it('goes where another route leads, without waiting for the one that fails', async () => {
    await gateway.api('PATCH', `/routes/${route}`, { filter: 'json.a == 1' })
    await gateway.api('POST', '/routes', { source: 'shop', destination: 'app', filter: 'type == "order"' })
    const before = receiver.received.length
    const event = await publish({ b: 1 })
    await receiver.until(before + 1)
    await expect.poll(() => deliveries(`event=${event}`)).toMatchObject([{ state: 'delivered' }])
  })
})
