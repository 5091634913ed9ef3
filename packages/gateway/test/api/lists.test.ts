import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { runCommand, type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { type RecordingReceiver, startReceiver } from '../harness/start-receiver.ts'

// Lists are read in both directions and by filters; who is limited is shown what is theirs.

let gateway: StartedGateway
let receiver: RecordingReceiver
/** The ids of all events, the newest first; the gateway tells of two deaths by events of its own. */
let ids: string[]
/** Of those that were published here, in their order. */
const own: string[] = []
const all = 13

interface Item {
  readonly id: string
  readonly source: string
  readonly event: string
  readonly destination: string
  readonly receivedAt: string
}

beforeAll(async () => {
  receiver = await startReceiver()
  gateway = await startGateway()
  for (const name of ['one', 'two']) {
    await gateway.api('POST', '/sources', { name, scheme: 'publish' })
    await gateway.api('POST', '/destinations', {
      name,
      url: receiver.url,
      allowPrivate: true,
      retryScheduleMs: [],
    })
    await gateway.api('POST', '/routes', { source: name, destination: name })
  }
  await gateway.api('POST', '/sources', { name: 'shop', scheme: 'webex', secrets: ['a-secret-phrase'] })
  for (let n = 0; n < 11; n++) {
    receiver.answer(n === 3 ? 503 : n === 4 ? 404 : 204)
    const source = n % 2 === 0 ? 'one' : 'two'
    const { body } = await gateway.api('POST', '/events', { source, type: n < 5 ? 'early' : 'late', data: n })
    own.push(body.id)
    await until(async () => {
      const [delivery] = (await list(`/deliveries?event=${body.id}`)).items
      return delivery !== undefined && delivery.state !== 'pending'
    })
  }
  await until(async () => (await list('/events')).items.length === all)
  ids = (await list('/events')).items.map(({ id }: Item) => id)
  for (let n = 0; n < 3; n++)
    await gateway.post('shop', '{}', n === 0 ? {} : { 'x-spark-signature': 'a'.repeat(40) })
  await until(async () => (await list('/rejections')).items.length === 3)
})
afterAll(async () => {
  await gateway.remove()
  await receiver.close()
})

async function until(isSo: () => Promise<boolean>): Promise<void> {
  await vi.waitFor(async () => expect(await isSo()).toBe(true), { timeout: 20_000, interval: 20 })
}

async function list(path: string, headers?: Record<string, string>) {
  return (await gateway.api('GET', path, undefined, headers)).body
}
const idsOf = ({ items }: { items: Item[] }): string[] => items.map(({ id }) => id)

describe('a list', () => {
  it('goes on in both directions, the newest first, without a gap or a repeat', async () => {
    const first = await list('/events?limit=4')
    expect([idsOf(first), first.previous, first.lookedTo]).toEqual([ids.slice(0, 4), null, null])
    expect(first.estimate).toEqual({ count: all, exact: true })
    const second = await list(`/events?limit=4&cursor=${first.next}`)
    expect(idsOf(second)).toEqual(ids.slice(4, 8))
    const third = await list(`/events?limit=4&cursor=${second.next}`)
    expect(idsOf(third)).toEqual(ids.slice(8, 12))
    const last = await list(`/events?limit=4&cursor=${third.next}`)
    expect([idsOf(last), last.next]).toEqual([ids.slice(12), null])
    const back = await list(`/events?limit=4&cursor=${third.previous}`)
    expect(idsOf(back)).toEqual(ids.slice(4, 8))
    const front = await list(`/events?limit=4&cursor=${back.previous}`)
    expect([idsOf(front), front.previous]).toEqual([ids.slice(0, 4), null])
    expect(idsOf(await list(`/events?limit=4&cursor=${front.next}`))).toEqual(ids.slice(4, 8))
  })

  it('begins before, after and around an id or a time', async () => {
    expect(idsOf(await list(`/events?limit=3&before=${ids[5]}`))).toEqual(ids.slice(6, 9))
    expect(idsOf(await list(`/events?limit=3&after=${ids[5]}`))).toEqual(ids.slice(2, 5))
    expect(idsOf(await list(`/events?limit=4&around=${ids[5]}`))).toEqual(ids.slice(3, 7))
    const { receivedAt } = (await list('/events')).items[5]
    expect(idsOf(await list(`/events?limit=4&around=${receivedAt}`))).toEqual(ids.slice(3, 7))
    const around = await list(`/events?limit=4&around=${receivedAt}`)
    expect(idsOf(await list(`/events?limit=4&cursor=${around.previous}`))).toEqual(ids.slice(0, 3))
    expect(idsOf(await list('/events?limit=2&around=2100-01-01T00:00:00Z'))).toEqual(ids.slice(0, 2))
    expect(idsOf(await list('/events?limit=2&around=2000-01-01T00:00:00Z'))).toEqual(ids.slice(11))
    for (const wrong of ['before=evt_1', 'around=yesterday', 'after=dlv_1'])
      expect((await gateway.api('GET', `/events?${wrong}`)).status).toBe(404)
    const two = await gateway.api('GET', `/events?before=${ids[1]}&after=${ids[1]}`)
    expect([two.status, two.body.code]).toEqual([400, 'ERR_INPUT'])
  })

  it('of deliveries is found by error, answer, type, source and time', async () => {
    const events = async (query: string): Promise<number[]> =>
      (await list(`/deliveries?${query}`)).items.map(({ event }: Item) => own.indexOf(event))
    expect(await events('httpClass=5xx')).toEqual([3])
    expect(await events('httpClass=4xx&state=dead')).toEqual([4])
    expect(await events('state=dead')).toEqual([4, 3])
    expect(await events('code=ERR_NONE')).toEqual([])
    expect(await events('type=late&source=two')).toEqual([9, 7, 5])
    const { receivedAt } = (await list(`/events/${own[2]}`)) as Item
    expect(await events(`to=${receivedAt}`)).toEqual([1, 0])
    expect(await events(`from=${receivedAt}&destination=one`)).toEqual([10, 8, 6, 4, 2])
    const first = await list('/deliveries?limit=4')
    const second = await list(`/deliveries?limit=4&cursor=${first.next}`)
    expect(idsOf(await list(`/deliveries?limit=4&cursor=${second.previous}`))).toEqual(idsOf(first))
    expect(idsOf(await list(`/deliveries?limit=3&after=${second.items[0].id}`))).toEqual(
      idsOf(first).slice(1),
    )
    expect((await gateway.api('GET', '/deliveries?httpClass=9xx')).status).toBe(400)
    const asked = { httpClass: '4xx', dryRun: true }
    expect((await gateway.api('POST', '/deliveries/retry', asked)).body.matched).toBe(1)
  })

  it('of rejections is found by the cause that was looked for behind their receipt', async () => {
    const listed = async (): Promise<{ id: string; causeCodes: string[] | null }[]> =>
      (await list('/rejections')).items
    const causes = async () => (await listed()).map(({ causeCodes }) => causeCodes?.join())
    // The newest of a group takes the place of one that waits, which need not have been looked at.
    await expect
      .poll(async () => (await causes()).filter((_, at) => at !== 1), { timeout: 90_000, interval: 200 })
      .toEqual(['ERR_SIGNATURE_MISMATCH', 'ERR_SIGNATURE_MISSING'])
    const cause = 'ERR_SIGNATURE_MISMATCH'
    const known = (await listed()).filter(({ causeCodes }) => causeCodes?.[0] === cause)
    expect(idsOf(await list(`/rejections?cause=${cause}`))).toEqual(known.map(({ id }) => id))
    expect(idsOf(await list(`/rejections?cause=${cause}&code=ERR_SIGNATURE_MISSING`))).toEqual([])
    expect(idsOf(await list('/rejections?cause=secret-quotes'))).toEqual([])
    const command = ['rejection', 'list', '--cause', cause, '--json']
    const { stdout } = await runCommand(command, { env: { COUNTERSIGN_DATA: gateway.data } })
    expect(idsOf(JSON.parse(stdout))).toEqual(known.map(({ id }) => id))
  }, 120_000)

  it('of rejections is found by error and time', async () => {
    const kept = await list('/rejections')
    const missing = await list('/rejections?code=ERR_SIGNATURE_MISSING&source=shop')
    expect(idsOf(missing)).toEqual([kept.items[2].id])
    expect(idsOf(await list(`/rejections?before=${kept.items[0].id}`))).toEqual(idsOf(kept).slice(1))
    expect(idsOf(await list('/rejections?to=2000-01-01T00:00:00Z'))).toEqual([])
  })

  it('is printed by the command line with the same filters', async () => {
    const run = (...args: string[]) =>
      runCommand([...args, '--gateway', gateway.url, '--json'], { env: { COUNTERSIGN_TOKEN: gateway.token } })
    const dead = await run('delivery', 'list', '--http-class', '5xx', '--source', 'two')
    expect(JSON.parse(dead.stdout).items).toHaveLength(1)
    const around = await run('event', 'list', '--around', ids[5] ?? '', '--limit', '4')
    expect(idsOf(JSON.parse(around.stdout))).toEqual(ids.slice(3, 7))
    const refused = await run('rejection', 'list', '--code', 'ERR_SIGNATURE_MISSING')
    expect(JSON.parse(refused.stdout).items).toHaveLength(1)
  })
})

describe('a token that is limited', () => {
  it('is shown the events, deliveries and rejections of its own sources and destinations', async () => {
    const tokenOf = async (limits: object): Promise<Record<string, string>> => {
      const { body } = await gateway.api('POST', '/tokens', {
        name: `t${JSON.stringify(limits).length}`,
        scope: 'read',
        ...limits,
      })
      return { authorization: `Bearer ${body.token}` }
    }
    const one = await tokenOf({ sources: ['one'], destinations: ['one', 'two'] })
    const sourcesOf = async (path: string) =>
      new Set((await list(path, one)).items.map(({ source }: Item) => source))
    expect(await sourcesOf('/events')).toEqual(new Set(['one']))
    expect((await list('/events', one)).estimate).toEqual({ count: 6, exact: true })
    expect((await list('/rejections', one)).items).toEqual([])
    const deliveries = (await list('/deliveries', one)).items
    expect(new Set(deliveries.map(({ destination }: Item) => destination))).toEqual(new Set(['one']))
    const two = await tokenOf({ destinations: ['two'] })
    const theirs = (await list('/deliveries', two)).items
    expect(new Set(theirs.map(({ destination }: Item) => destination))).toEqual(new Set(['two']))
    for (const path of ['/events?source=two', '/rejections?source=shop', '/deliveries?source=two'])
      expect((await gateway.api('GET', path, undefined, one)).status).toBe(404)
    expect((await gateway.api('GET', '/deliveries?destination=one', undefined, two)).status).toBe(404)
    const hidden = await gateway.api('GET', `/deliveries?event=${own[1]}`, undefined, one)
    expect(hidden.body.items ?? []).toEqual([])
  })
})
