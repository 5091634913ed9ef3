import { afterEach, expect, it } from 'vitest'
import {
  type SeaTableSimulator,
  simulateSeaTable,
  simulateWebex,
  type WebexSimulator,
} from '../../../simulators/src/index.ts'
import { holding } from '../../src/connect/holding.ts'
import type { Connection } from '../../src/model/connection.ts'
import { startFront } from '../connect/front.ts'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { sqliteSubject } from '../journal/sqlite/subject.ts'

// However short the gateway was away, and whatever a person has done to a webhook: what happened meanwhile is fetched, and
// what cannot be is told.

const opened: (() => unknown)[] = []
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close()
})

const newcomers = [
  { token: 'persontoken', email: 'person@example.com', displayName: 'A Person', type: 'person' as const },
  { token: 'bottoken', email: 'batbot@webex.bot', displayName: 'BatBot', type: 'bot' as const },
]
/** Long enough that no look is due by itself: what these tests see is what the asked ones do. */
const interval = ['--watch-seconds', '3600']

async function webexSimulator(): Promise<WebexSimulator> {
  const webex = await simulateWebex({ newcomers })
  opened.push(() => webex.close())
  return webex
}

function write(webex: WebexSimulator, text: string): void {
  const [person, bot] = [webex.world.person('person@example.com'), webex.world.person('batbot@webex.bot')]
  if (person === undefined || bot === undefined) throw new Error('nobody is there')
  webex.world.post(person, webex.world.directRoom(person, bot), { text })
}

async function connect(gateway: StartedGateway, input: object): Promise<string> {
  const answer = await gateway.api('POST', '/connections', input)
  expect(answer.status, answer.bytes.toString()).toBe(201)
  return answer.body.webhook
}

const toWebex = (webex: WebexSimulator): object => ({
  ...{ provider: 'webex', token: 'bottoken', api: webex.api, name: 'bot' },
  settings: { resource: 'messages', event: 'created' },
})

const toSeaTable = (seatable: SeaTableSimulator): object => ({
  ...{ provider: 'seatable', token: seatable.tokens.account, api: seatable.server, name: 'base' },
  settings: { workspace: '1', base: seatable.base.name },
})

async function verdictsOf(gateway: StartedGateway, source: string): Promise<string[]> {
  const { items } = (await gateway.api('GET', `/events?source=${source}`)).body
  return items.map(({ verdict }: { verdict: string }) => verdict)
}

async function started(options: Parameters<typeof startGateway>[0]): Promise<StartedGateway> {
  const gateway = await startGateway(options)
  opened.push(() => gateway.remove())
  return gateway
}

it('a restart: messages and rows of the meantime come in, although the emulator moves no time and SeaTable says nothing', async () => {
  const webex = await webexSimulator()
  webex.control.change({ frozenActivity: true })
  const seatable = await simulateSeaTable({ hideValidity: true })
  opened.push(() => seatable.close())
  const before = await started({ args: interval })
  await connect(before, toWebex(webex))
  const hook = seatable.webhooks.all.get(Number(await connect(before, toSeaTable(seatable))))
  write(webex, 'arrives')
  await expect.poll(() => verdictsOf(before, 'bot')).toEqual(['verified'])
  for (const name of ['bot', 'base']) await before.api('POST', `/connections/${name}/check`)
  await before.stop()

  write(webex, 'while it was away')
  const [table] = seatable.base.tables
  if (hook === undefined || table === undefined) throw new Error('nothing is there')
  seatable.base.insert(table, { Name: 'while it was away' }, 'somebody')
  await expect.poll(() => hook.isValid).toBe(false)

  const port = new URL(before.url).port
  const after = await started({ args: [...interval, '--port', port], data: before.data })
  for (const name of ['bot', 'base']) await after.api('POST', `/connections/${name}/check`)
  expect(await verdictsOf(after, 'bot')).toEqual(['backfilled', 'verified'])
  expect(await verdictsOf(after, 'base')).toEqual(['backfilled'])
  expect(hook.isValid).toBe(true)
  const shown = async (name: string): Promise<unknown> =>
    (await after.api('GET', `/connections/${name}`)).body.lastGap
  expect(await shown('bot')).toMatchObject({ added: 1, beyondReach: [] })
  // What SeaTable cannot show is told, in the API as in the event.
  expect(await shown('base')).toMatchObject({ added: 1, beyondReach: [expect.stringContaining('deleted')] })
  const { items } = (await after.api('GET', '/events?source=countersign')).body
  expect(items.map(({ type }: { type: string }) => type).toSorted()).toEqual([
    'connection.backfilled',
    'connection.gap',
  ])
  // Once for each absence.
  for (const name of ['bot', 'base']) await after.api('POST', `/connections/${name}/check`)
  expect((await after.api('GET', '/events?source=countersign')).body.items).toHaveLength(2)
})

it.each(['deleted', 'moved'] as const)(
  'a webhook that somebody has %s: its repair fetches what it missed',
  async (how) => {
    const webex = await webexSimulator()
    const gateway = await started({ args: interval })
    const hook = webex.webhooks.all.get(await connect(gateway, toWebex(webex)))
    await gateway.api('POST', '/connections/bot/check')
    if (hook === undefined) throw new Error('no webhook')
    if (how === 'deleted') webex.webhooks.all.clear()
    else hook.targetUrl = 'http://127.0.0.1:9/elsewhere'
    write(webex, 'to nobody')
    await gateway.api('POST', '/connections/bot/check')
    expect((await gateway.api('GET', '/connections/bot')).body.status).toBe(how)
    expect((await gateway.api('POST', '/connections/bot/repair')).body).toMatchObject({ status: 'active' })
    expect(await verdictsOf(gateway, 'bot')).toEqual(['backfilled'])
    expect((await gateway.api('GET', '/connections/bot')).body.lastGap).toMatchObject({ found: 1, added: 1 })
  },
)

it('a repair whose answer is lost: what the webhook missed is fetched by the next look, which sees it right', async () => {
  const webex = await webexSimulator()
  const front = await startFront(new URL(webex.api).origin)
  opened.push(() => front.close())
  const gateway = await started({ args: interval })
  const api = front.url + new URL(webex.api).pathname
  const hook = webex.webhooks.all.get(await connect(gateway, { ...toWebex(webex), api }))
  if (hook === undefined) throw new Error('no webhook')
  await gateway.api('POST', '/connections/bot/check')
  hook.targetUrl = 'http://127.0.0.1:9/elsewhere'
  write(webex, 'to nobody')
  front.decide = (call) => (call.startsWith('PUT ') ? 'lose-answer' : 'pass')
  expect((await gateway.api('POST', '/connections/bot/repair')).status).toBeGreaterThan(499)
  expect(hook.targetUrl).toBe(`${gateway.url}/in/bot`)
  await gateway.api('POST', '/connections/bot/check')
  expect(await verdictsOf(gateway, 'bot')).toEqual(['backfilled'])
})

it.each([
  ['tells whether it sends', {}],
  ['does not tell', { hideValidity: true }],
])(
  'a webhook of SeaTable that has died since the last look, where it %s: its repair fetches what it missed, and tells the rest',
  async (_how, options) => {
    const seatable = await simulateSeaTable(options)
    opened.push(() => seatable.close())
    const gateway = await started({ args: interval })
    const hook = seatable.webhooks.all.get(Number(await connect(gateway, toSeaTable(seatable))))
    const [table] = seatable.base.tables
    if (hook === undefined || table === undefined) throw new Error('nothing is there')
    await gateway.api('POST', '/connections/base/check')
    hook.isValid = false
    seatable.base.insert(table, { Name: 'to nobody' }, 'somebody')
    // Nobody has looked since.
    expect((await gateway.api('POST', '/connections/base/repair')).status).toBe(200)
    expect(hook.isValid).toBe(true)
    expect(await verdictsOf(gateway, 'base')).toEqual(['backfilled'])
    const { body } = await gateway.api('GET', '/connections/base')
    expect(body.lastGap).toMatchObject({
      ...{ found: 1, added: 1 },
      beyondReach: [expect.stringContaining('rows that were deleted')],
    })
    const { items } = (await gateway.api('GET', '/events?source=countersign')).body
    expect(items.map(({ type }: { type: string }) => type)).toEqual(['connection.gap'])
  },
)

it('a webhook that somebody has moved since the last look: its repair fetches what it missed', async () => {
  const webex = await webexSimulator()
  const gateway = await started({ args: interval })
  const hook = webex.webhooks.all.get(await connect(gateway, toWebex(webex)))
  if (hook === undefined) throw new Error('no webhook')
  await gateway.api('POST', '/connections/bot/check')
  hook.targetUrl = 'http://127.0.0.1:9/elsewhere'
  write(webex, 'to nobody')
  expect((await gateway.api('POST', '/connections/bot/repair')).body).toMatchObject({ status: 'active' })
  expect(await verdictsOf(gateway, 'bot')).toEqual(['backfilled'])
})

it('looks that the provider did not answer: what was written meanwhile is fetched by the first that it does', async () => {
  const webex = await webexSimulator()
  const gateway = await started({ args: interval })
  await connect(gateway, toWebex(webex))
  await gateway.api('POST', '/connections/bot/check')
  webex.control.change({ silent: true, api: 'html' })
  write(webex, 'while nobody could look')
  await gateway.api('POST', '/connections/bot/check')
  webex.control.change({ silent: false, api: 'well' })
  await gateway.api('POST', '/connections/bot/check')
  expect(await verdictsOf(gateway, 'bot')).toEqual(['backfilled'])
})

it('of several gateways one alone fetches a gap, however long it takes', async () => {
  const subject = await sqliteSubject()
  try {
    const { journal } = subject
    let now = 1_000_000
    const quiet = { info: () => undefined, warn: () => undefined }
    const deps = { journal, now: () => now, log: quiet } as unknown as Parameters<typeof holding>[0]
    const connection: Connection = {
      ...{ id: 'con_1', source: 'src_1', provider: 'webex', api: 'https://webexapis.com/v1', settings: {} },
      ...{ sealedToken: new Uint8Array(8), webhook: 'hook', state: 'connected', createdAt: now },
    }
    await journal.configure({ connections: [connection] }, now)
    expect(await journal.takeWatch('con_1', now, now + 10)).not.toBeNull()
    const nextAt = now + 10
    const done = await holding(deps, { id: 'con_1' }, nextAt, async () => {
      now += 30_000
      return { other: await journal.takeWatch('con_1', now, now + 10) }
    })
    expect(done).toEqual({ other: null })
    expect(await journal.takeWatch('con_1', now, now + 10)).not.toBeNull()
    // Another has had a turn since, and is at it: nothing is done.
    expect(await holding(deps, { id: 'con_1' }, now, () => Promise.reject(new Error('not mine')))).toBeNull()
  } finally {
    await subject.close()
  }
})
