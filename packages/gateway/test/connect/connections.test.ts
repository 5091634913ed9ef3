import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import {
  noFaults,
  type SeaTableSimulator,
  simulateSeaTable,
  simulateWebex,
  type WebexSimulator,
} from '../../../simulators/src/index.ts'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { type RecordingReceiver, startReceiver } from '../harness/start-receiver.ts'

const newcomers = [
  { token: 'persontoken', email: 'person@example.com', displayName: 'A Person', type: 'person' as const },
  { token: 'bottoken', email: 'batbot@webex.bot', displayName: 'BatBot', type: 'bot' as const },
]

let gateway: StartedGateway
let receiver: RecordingReceiver
let webex: WebexSimulator
let seatable: SeaTableSimulator
/** Secrets of webhooks; none of them may ever stand in the log. */
const secretsSeen = new Set<string>()

beforeAll(async () => {
  receiver = await startReceiver()
  webex = await simulateWebex({ newcomers })
  seatable = await simulateSeaTable({ name: 'Größe "1"/2' })
  // The looks in these tests are asked for; the interval is never waited for.
  gateway = await startGateway({ args: ['--watch-seconds', '3600'] })
})
afterEach(() => {
  webex.control.change(noFaults)
  seatable.control.change(noFaults)
})
afterAll(async () => {
  const { stdout, stderr } = gateway.output()
  for (const secret of [...secretsSeen, 'bottoken', seatable.tokens.account])
    expect(stdout + stderr).not.toContain(secret)
  await gateway.remove()
  await Promise.all([webex.close(), seatable.close(), receiver.close()])
})

function webexInput(name: string, more: object = {}): object {
  const settings = { resource: 'messages', event: 'created' }
  return { provider: 'webex', token: 'bottoken', api: webex.api, settings, name, ...more }
}

function seaTableInput(name: string, more: object = {}): object {
  const settings = { workspace: '1', base: seatable.base.name }
  return {
    provider: 'seatable',
    token: seatable.tokens.account,
    api: seatable.server,
    settings,
    name,
    ...more,
  }
}

async function connect(input: object) {
  const answer = await gateway.api('POST', '/connections', input)
  expect(answer.status, answer.bytes.toString()).toBe(201)
  for (const { secret } of [...webex.webhooks.all.values(), ...seatable.webhooks.all.values()])
    if (secret !== undefined) secretsSeen.add(secret)
  return answer.body
}

async function names(noun: string): Promise<string[]> {
  return (await gateway.api('GET', `/${noun}?limit=200`)).body.items.map(({ name }: { name: string }) => name)
}

/** What is set up at the gateway: must be the same before and after a failure. */
async function everything(): Promise<string> {
  const nouns = ['sources', 'destinations', 'connections', 'routes']
  const lists = await Promise.all(
    nouns.map(async (noun) => (await gateway.api('GET', `/${noun}?limit=200`)).body.items),
  )
  return JSON.stringify(lists)
}

async function writeToBot(text: string): Promise<void> {
  await fetch(`${webex.api}/messages`, {
    method: 'POST',
    headers: { authorization: 'Bearer persontoken', 'content-type': 'application/json' },
    body: JSON.stringify({ toPersonEmail: 'batbot@webex.bot', text }),
  })
  await webex.webhooks.idle()
}

function insertRow(name: string): void {
  const [table] = seatable.base.tables
  if (table === undefined) throw new Error('no table')
  seatable.base.insert(table, { Name: name }, 'someone@auth.local')
}

async function eventsOf(source: string): Promise<{ type: string; verdict: string; id: string }[]> {
  return (await gateway.api('GET', `/events?source=${source}`)).body.items
}

/** The operational events on one connection's source, oldest first. */
async function noticesOn(source: string): Promise<{ type: string; data: Record<string, unknown> }[]> {
  const bodies = await Promise.all(
    (await eventsOf('countersign')).map(async ({ id }) =>
      (await gateway.api('GET', `/events/${id}/body`)).bytes.toString(),
    ),
  )
  return bodies
    .map((body) => JSON.parse(body))
    .filter(({ data }) => data.source === source)
    .toReversed()
}

describe('a connection to Webex', () => {
  test('is made, carries events to the application, and is removed on both sides', async () => {
    const made = await connect(webexInput('bot', { forward: receiver.url }))
    expect(made).toMatchObject({
      name: 'bot',
      state: 'connected',
      status: 'active',
      url: `${gateway.url}/in/bot`,
    })
    expect(made.warnings.join()).toContain('127.0.0.1')
    expect(made.destinationSecret).toMatch(/^whsec_/)
    expect(JSON.stringify(made)).not.toContain('bottoken')
    const webhook = webex.webhooks.all.get(made.webhook)
    expect(webhook).toMatchObject({
      targetUrl: `${gateway.url}/in/bot`,
      resource: 'messages',
      event: 'created',
    })
    expect(webhook?.secret).toMatch(/^[\w-]{43}$/)
    const before = receiver.received.length
    await writeToBot('hello')
    const delivery = (await receiver.until(before + 1)).at(-1)
    expect(delivery?.headers).toMatchObject({
      'countersign-source': 'bot',
      'countersign-verdict': 'verified',
    })

    expect((await gateway.api('POST', '/connections', webexInput('bot'))).status).toBe(409)
    expect((await gateway.api('DELETE', '/connections/bot')).status).toBe(204)
    expect(webex.webhooks.all.size).toBe(0)
    expect(await names('sources')).not.toContain('bot')
    expect((await gateway.post('bot', '{}')).status).toBe(404)
  })

  test.each([
    ['a wrong token', { token: 'nobody' }, {}, 400, 'ERR_PROVIDER_TOKEN'],
    ['a token that is no token', { token: 'two words' }, {}, 400, 'ERR_INPUT'],
    ['a provider that fails', {}, { api: 'error' as const }, 502, 'ERR_PROVIDER_FAILED'],
    ['a page of HTML', {}, { api: 'html' as const }, 502, 'ERR_PROVIDER_ANSWER'],
    ['no answer', {}, { api: 'nothing' as const }, 502, 'ERR_PROVIDER_UNREACHABLE'],
    ['no scope', {}, { api: 'forbidden' as const }, 400, 'ERR_PROVIDER_SCOPE'],
    [
      'an unknown resource',
      { settings: { resource: 'bats', event: 'created' } },
      {},
      400,
      'ERR_PROVIDER_REFUSED',
    ],
    ['a missing resource', { settings: { event: 'created' } }, {}, 400, 'ERR_INPUT'],
    [
      'a filter that does not compile',
      { forward: 'http://127.0.0.1:9/', filter: 'type ==' },
      {},
      400,
      'ERR_FILTER',
    ],
    ['an API in the open', { api: 'http://api.example.com/v1' }, {}, 400, 'ERR_INPUT'],
  ])('%s leaves nothing behind', async (_what, more, faults, status, code) => {
    const before = await everything()
    webex.control.change(faults)
    const answer = await gateway.api('POST', '/connections', webexInput('none', more))
    expect([answer.status, answer.body.code]).toEqual([status, code])
    if (code.startsWith('ERR_PROVIDER')) expect(answer.body.detail).toMatch(/\.$/)
    expect(answer.bytes.toString()).not.toContain('bottoken')
    expect(await everything()).toBe(before)
    expect(webex.webhooks.all.size).toBe(0)
  })

  test('a webhook that is there already is adopted, with a new secret', async () => {
    const target = `${gateway.url}/in/adopted`
    const made = await fetch(`${webex.api}/webhooks`, {
      method: 'POST',
      headers: { authorization: 'Bearer bottoken', 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'by hand', targetUrl: target, resource: 'messages', event: 'created' }),
    })
    const { id } = (await made.json()) as { id: string }
    expect(await connect(webexInput('adopted'))).toMatchObject({ webhook: id })
    expect(webex.webhooks.all.size).toBe(1)
    await writeToBot('signed now')
    await expect
      .poll(async () => (await eventsOf('adopted')).map(({ verdict }) => verdict))
      .toEqual(['verified'])
    await gateway.api('DELETE', '/connections/adopted')
  })

  test('rotation refuses nothing in between, under load', async () => {
    const { webhook } = await connect(webexInput('rotated'))
    const secret = () => webex.webhooks.all.get(webhook)?.secret
    const first = secret()
    let writing = true
    let written = 0
    const load = (async () => {
      for (; writing; written += 1) await writeToBot(`message ${written}`)
    })()
    expect((await gateway.api('POST', '/connections/rotated/rotate', { overlapSeconds: 60 })).status).toBe(
      200,
    )
    writing = false
    await load
    expect(secret()).not.toBe(first)
    await writeToBot('after')
    await expect.poll(async () => (await eventsOf('rotated')).length).toBe(written + 1)
    expect((await gateway.api('GET', '/rejections')).body.items).toEqual([])
    const secrets = (await gateway.api('GET', '/sources/rotated/secrets')).body.items
    expect(secrets.filter(({ expiresAt }: { expiresAt: string | null }) => expiresAt === null)).toHaveLength(
      1,
    )

    webex.control.change({ api: 'forbidden' })
    expect((await gateway.api('POST', '/connections/rotated/rotate', {})).body.code).toBe(
      'ERR_PROVIDER_SCOPE',
    )
    webex.control.change(noFaults)
    expect((await gateway.api('GET', '/sources/rotated/secrets')).body.items).toHaveLength(2)
    await writeToBot('still')
    await expect.poll(async () => (await eventsOf('rotated')).length).toBe(written + 2)
    await gateway.api('DELETE', '/connections/rotated')
  })

  test('switched off, it is woken, what was missed is fetched once, and all of it is told', async () => {
    const from = new Date().toISOString()
    const { webhook } = await connect(webexInput('woken', { forward: receiver.url }))
    await writeToBot('arrives')
    await expect.poll(async () => (await eventsOf('woken')).length).toBe(1)
    const hook = webex.webhooks.all.get(webhook)
    if (hook === undefined) throw new Error('no webhook')
    hook.status = 'inactive'
    await writeToBot('missed one')
    await writeToBot('missed two')
    const looked = await gateway.api('POST', '/connections/woken/check')
    expect(looked.body).toMatchObject({ status: 'active', problem: null })
    expect(hook.status).toBe('active')
    await expect
      .poll(async () => (await eventsOf('woken')).map(({ verdict }) => verdict))
      .toEqual(['backfilled', 'backfilled', 'verified'])
    expect((await noticesOn('woken')).map(({ type }) => type)).toEqual([
      'connection.inactive',
      'connection.reactivated',
      'connection.backfilled',
    ])
    expect((await noticesOn('woken')).at(-1)?.data).toMatchObject({ found: 3, added: 2 })
    const missed = () =>
      receiver.received.filter(({ headers }) => headers['countersign-verdict'] === 'backfilled')
    await expect.poll(() => missed().length).toBe(2)
    expect(JSON.parse(missed()[0]?.body.toString() ?? '')).toMatchObject({
      resource: 'messages',
      event: 'created',
      id: webhook,
    })
    // Once more by hand: everything is known already.
    const again = await gateway.api('POST', '/connections/woken/backfill', { from })
    expect(again.body).toMatchObject({ added: 0, beyondReach: [] })
    expect((await gateway.api('GET', '/audit?operation=backfillConnection')).body.items).toMatchObject([
      { by: 'admin', target: '/connections/woken/backfill', outline: { asked: { from: Date.parse(from) } } },
    ])
    await gateway.api('DELETE', '/connections/woken')
  })

  test('deleted or changed by a person, it is told once and mended on demand', async () => {
    const { webhook } = await connect(webexInput('mended'))
    const hook = webex.webhooks.all.get(webhook)
    if (hook === undefined) throw new Error('no webhook')
    hook.targetUrl = 'https://elsewhere.example.com/'
    for (let n = 0; n < 2; n += 1) await gateway.api('POST', '/connections/mended/check')
    expect((await gateway.api('GET', '/connections/mended')).body).toMatchObject({ status: 'moved' })
    expect((await gateway.api('POST', '/connections/mended/repair')).body).toMatchObject({ status: 'active' })
    expect(hook.targetUrl).toBe(`${gateway.url}/in/mended`)
    webex.webhooks.all.clear()
    await gateway.api('POST', '/connections/mended/check')
    expect((await gateway.api('GET', '/connections/mended')).body).toMatchObject({ status: 'deleted' })
    const repaired = (await gateway.api('POST', '/connections/mended/repair')).body
    expect(webex.webhooks.all.has(repaired.webhook)).toBe(true)
    // Each is told before it is asked for; what another webhook changed here, too.
    const told: { by: string; target: string }[] = (
      await gateway.api('GET', '/audit?operation=repairConnection')
    ).body.items
    expect(told).toMatchObject([{ outline: { things: [{ change: 'changed' }] } }, {}, {}])
    expect(new Set(told.map(({ by, target }) => `${by} ${target}`))).toEqual(
      new Set(['admin /connections/mended/repair']),
    )
    expect((await noticesOn('mended')).map(({ type }) => type)).toEqual([
      'connection.moved',
      'connection.recovered',
      'connection.deleted',
    ])
    await gateway.api('DELETE', '/connections/mended')
  })

  test('a revoked token is told, and --force lets go of our side', async () => {
    await connect(webexInput('revoked'))
    webex.control.change({ api: 'forbidden' })
    await gateway.api('POST', '/connections/revoked/check')
    expect((await gateway.api('GET', '/connections/revoked')).body).toMatchObject({ status: 'refused' })
    expect((await noticesOn('revoked')).map(({ type }) => type)).toEqual(['connection.refused'])
    expect((await gateway.api('DELETE', '/connections/revoked')).body.code).toBe('ERR_PROVIDER_SCOPE')
    expect((await gateway.api('GET', '/connections/revoked')).body).toMatchObject({ state: 'disconnecting' })
    expect((await gateway.api('DELETE', '/connections/revoked?force=true')).status).toBe(204)
    expect(await names('sources')).not.toContain('revoked')
    webex.webhooks.all.clear()
  })
})

describe('a connection to SeaTable', () => {
  test('is made for a base of any name; an invalid webhook is brought back with what it missed', async () => {
    const { webhook } = await connect(seaTableInput('base'))
    insertRow('arrives')
    await expect.poll(async () => (await eventsOf('base')).map(({ type }) => type)).toEqual(['insert_row'])
    const hook = seatable.webhooks.all.get(Number(webhook))
    if (hook === undefined) throw new Error('no webhook')
    expect(hook.secret).toMatch(/^[\w-]{43}$/)
    hook.isValid = false
    insertRow('missed')
    await gateway.api('POST', '/connections/base/check')
    expect(hook.isValid).toBe(true)
    const events = await eventsOf('base')
    expect(events.map(({ type, verdict }) => [type, verdict])).toEqual([
      ['insert_row', 'backfilled'],
      ['insert_row', 'verified'],
    ])
    const gap = (await noticesOn('base')).at(-1)
    expect(gap?.type).toBe('connection.gap')
    expect(gap?.data).toMatchObject({ found: 2, added: 1 })
    expect(String(gap?.data.message)).toContain('deleted')
    insertRow('arrives again')
    await expect.poll(async () => (await eventsOf('base')).length).toBe(3)
    await gateway.api('DELETE', '/connections/base')
    expect(seatable.webhooks.all.size).toBe(0)
  })

  test.each([
    ["the base's own token", () => ({ token: seatable.tokens.api }), 'ERR_PROVIDER_SCOPE'],
    ['another workspace', () => ({ settings: { workspace: '7', base: 'x' } }), 'ERR_PROVIDER_NOT_FOUND'],
  ])('%s leaves nothing behind', async (_what, more, code) => {
    const before = await everything()
    const answer = await gateway.api('POST', '/connections', seaTableInput('none', more()))
    expect(answer.body.code).toBe(code)
    expect(await everything()).toBe(before)
    expect(seatable.webhooks.all.size).toBe(0)
  })
})
