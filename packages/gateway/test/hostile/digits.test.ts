import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { simulateSeaTable } from '../../../simulators/src/index.ts'
import { runCommand, type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { type RecordingReceiver, startReceiver } from '../harness/start-receiver.ts'

// JSON.parse rounds integers beyond 2^53, and JSON.stringify writes other bytes than came. Neither may show.

let gateway: StartedGateway
let receiver: RecordingReceiver

beforeAll(async () => {
  receiver = await startReceiver()
  // What is fetched is asked for; the interval is never waited for.
  gateway = await startGateway({ args: ['--watch-seconds', '3600'] })
  await gateway.api('POST', '/sources', { name: 'shop', scheme: 'publish' })
  await gateway.api('POST', '/sources', { name: 'crm', scheme: 'publish' })
  await gateway.api('POST', '/destinations', { name: 'app', url: receiver.url, allowPrivate: true })
  await gateway.api('POST', '/routes', { source: 'shop', destination: 'app' })
})

afterAll(async () => {
  await gateway.remove()
  await receiver.close()
})

const publish = (data: string, more = '', source = 'shop') =>
  gateway.api('POST', '/events', `{"source":"${source}","type":"seen"${more},"data":${data}}`, {
    'content-type': 'application/json',
  })

describe('data that is published', () => {
  const all = [
    '{"id":1152921506151679042}',
    '1e400',
    '1.0',
    '-0',
    '{"b":1,"10":2,"9":3}',
    '{"a":1,"a":2}',
    '{"text":"\\u0041\\/\\"}"}',
    '[ 1 ,\n\t2 ]',
    '"\u{1f980}"',
  ]

  it('goes out byte for byte, alone and in a batch', async () => {
    for (const data of all) expect((await publish(data)).status).toBe(201)
    const events = all.map((data) => `{"data" : ${data}, "type":"seen","source":"shop"}`)
    const batch = `{ "events": [${events.join(' , ')}] }`
    const { body } = await gateway.api('POST', '/events', batch, { 'content-type': 'application/json' })
    expect(body.results.map(({ id }: { id: string }) => id.slice(0, 4))).toEqual(all.map(() => 'evt_'))
    const got = (await receiver.until(2 * all.length)).map((one) => one.body.toString())
    expect(got.toSorted()).toEqual([...all, ...all].toSorted())
  })

  it('goes out as it was typed on the command line', async () => {
    const data = '{"id":1152921506151679042,"n":1.0}'
    const env = { COUNTERSIGN_DATA: gateway.data, NO_COLOR: '1' }
    const before = receiver.received.length
    expect((await runCommand(['event', 'publish', 'shop', 'seen', '--data', data], { env })).code).toBe(0)
    const got = await receiver.until(before + 1)
    expect(got[before]?.body.toString()).toBe(data)
  })

  it('under one idempotency key is the same by its values, to the last digit', async () => {
    const key = ',"idempotencyKey":"order-1"'
    const first = await publish('{"id":9007199254740993}', key)
    expect(first.body.duplicate).toBe(false)
    for (const repeat of ['{"id":9007199254740993}', '{ "id" :\n9007199254740993 }'])
      expect((await publish(repeat, key)).body).toEqual({ id: first.body.id, duplicate: true })
    for (const other of ['{"id":9007199254740992}', '{"id":"9007199254740993"}', '{"id":9007199254740994}'])
      expect((await publish(other, key)).body).toMatchObject({ status: 409, code: 'ERR_IDEMPOTENCY_KEY' })
  })
})

describe('an erasure', () => {
  it('takes whom it names, and nobody with another last digit', async () => {
    const ids = ['9007199254740992', '9007199254740993', '9007199254740994']
    const events = await Promise.all(
      ids.map(async (id) => (await publish(`{"user":${id}}`, '', 'crm')).body.id as string),
    )
    const filter = 'json.user == 9007199254740993'
    const erasure = (await gateway.api('POST', '/erasures', { filter, source: 'crm', reason: 'case 1' })).body
    const look = async () => (await gateway.api('GET', `/erasures/${erasure.id}`)).body
    await expect.poll(async () => (await look()).state, { timeout: 30_000 }).toBe('done')
    expect((await look()).events).toBe(1)
    const bodies = await Promise.all(events.map((id) => gateway.api('GET', `/events/${id}/body`)))
    expect(bodies.map(({ status }) => status)).toEqual([200, 410, 200])
  })

  it('that cannot decide goes no further, says on what, and goes on once that is gone', async () => {
    const endless = `1${'0'.repeat(2_000)}`
    const before = (await publish('{"n":7}', '', 'crm')).body.id
    const doubtful = (await publish(`{"n":${endless}}`, '', 'crm')).body.id
    const after = (await publish('{"n":7}', '', 'crm')).body.id
    const filter = 'json.n == 7'
    const counted = await gateway.api('POST', '/erasures/count', { filter, source: 'crm' })
    expect(counted.body).toMatchObject({ status: 409, code: 'ERR_ERASURE_UNDECIDED' })
    expect(counted.body.detail).toContain(doubtful)
    const erasure = (await gateway.api('POST', '/erasures', { filter, source: 'crm', reason: 'case 2' })).body
    const look = async () => (await gateway.api('GET', `/erasures/${erasure.id}`)).body
    await expect.poll(async () => (await look()).trouble, { timeout: 20_000 }).toContain(doubtful)
    expect(await look()).toMatchObject({ state: 'running', events: 0 })
    expect((await gateway.api('GET', `/events/${after}/body`)).status).toBe(200)

    await gateway.api('POST', `/events/${doubtful}/erase`, { reason: 'case 2' })
    await expect.poll(async () => (await look()).state, { timeout: 60_000 }).toBe('done')
    expect(await look()).toMatchObject({ events: 2, trouble: null })
    for (const id of [before, after])
      expect((await gateway.api('GET', `/events/${id}/body`)).status).toBe(410)
  })
})

describe('a row that a provider notifies of, or that is fetched from it later', () => {
  it('comes with the digits that were written', async () => {
    const seatable = await simulateSeaTable({ tables: [{ name: 'Orders', columns: ['Id'] }] })
    try {
      const { server, tokens, base, webhooks } = seatable
      const connection = {
        ...{ provider: 'seatable', name: 'rows', token: tokens.account, api: server },
        settings: { workspace: '1', base: base.name },
      }
      const { body: made } = await gateway.api('POST', '/connections', connection)
      const write = async (id: string) => {
        const answer = await fetch(`${server}/api-gateway/api/v2/dtables/${base.uuid}/rows/`, {
          method: 'POST',
          headers: { authorization: `Bearer ${tokens.base}`, 'content-type': 'application/json' },
          body: `{"table_name":"Orders","rows":[{"Id":${id}}]}`,
        })
        expect(answer.status).toBe(200)
      }
      const bodies = async (): Promise<string[]> => {
        const { items } = (await gateway.api('GET', '/events?source=rows')).body
        return await Promise.all(
          items.map(async ({ id }: { id: string }) =>
            (await gateway.api('GET', `/events/${id}/body`)).bytes.toString(),
          ),
        )
      }
      await write('1152921506151679042')
      await expect.poll(async () => (await bodies()).length).toBe(1)
      expect((await bodies())[0]).toMatch(/"value": ?1152921506151679042\b/)
      const hook = webhooks.all.get(Number(made.webhook))
      if (hook === undefined) throw new Error('no webhook')
      hook.isValid = false
      await write('1152921506151679043')
      await gateway.api('POST', '/connections/rows/check')
      const [fetched = '', ...before] = await bodies()
      expect(before).toHaveLength(1)
      expect(fetched).toMatch(/"value": ?1152921506151679043\b/)
      expect(fetched).toMatch(/"row_name": ?"1152921506151679043"/)
    } finally {
      await seatable.close()
    }
  })
})
