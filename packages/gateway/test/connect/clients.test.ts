import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import {
  noFaults,
  type SeaTableSimulator,
  simulateSeaTable,
  simulateWebex,
  type WebexSimulator,
} from '../../../simulators/src/index.ts'
import { ProviderError } from '../../src/connect/provider-error.ts'
import { createSeaTableClient, type SeaTableClient } from '../../src/connect/seatable/client.ts'
import { createWebexClient, type WebexClient } from '../../src/connect/webex/client.ts'
import { outgoingCall } from '../harness/outgoing-call.ts'

const newcomers = [
  { token: 'bottoken', email: 'batbot@webex.bot', displayName: 'BatBot', type: 'bot' as const },
  {
    token: 'narrow',
    email: 'narrow@example.com',
    displayName: 'Narrow',
    type: 'person' as const,
    scopes: ['spark:people_read', 'spark:webhooks_read'],
  },
]
const waits: number[] = []
const sleep = async (ms: number) => void waits.push(ms)

let webex: WebexSimulator
let seatable: SeaTableSimulator

beforeAll(async () => {
  webex = await simulateWebex({ newcomers })
  seatable = await simulateSeaTable({ name: 'Größe "1"/2' })
})
afterEach(() => {
  webex.control.change(noFaults)
  seatable.control.change(noFaults)
  waits.length = 0
})
afterAll(async () => {
  await webex.close()
  await seatable.close()
})

function webexClient(token = 'bottoken', base = webex.api): WebexClient {
  return createWebexClient({ base, token, sleep, call: outgoingCall, now: Date.now, timeoutMs: 1000 })
}

function seaTableClient(token = seatable.tokens.account): SeaTableClient {
  const { server, base } = seatable
  return createSeaTableClient({
    base: server,
    token,
    sleep,
    call: outgoingCall,
    now: Date.now,
    timeoutMs: 1000,
    workspace: '1',
    baseName: base.name,
  })
}

async function failureOf(doing: Promise<unknown>): Promise<ProviderError> {
  const error = await doing.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof ProviderError)) throw new Error(`not a ProviderError: ${String(error)}`)
  for (const token of ['bottoken', 'narrow', seatable.tokens.account])
    expect(error.message).not.toContain(token)
  expect(error.message).toMatch(/\.$/)
  return error
}

const hook = {
  name: 'quo"te\nline',
  targetUrl: 'https://example.com/in/x',
  resource: 'messages',
  event: 'created',
  secret: 's',
}

describe('the Webex client', () => {
  test('creates, lists, changes and deletes a webhook, whatever its name', async () => {
    const client = webexClient()
    const { id } = await client.createWebhook(hook)
    expect(await client.webhooks()).toMatchObject([{ id, name: hook.name, status: 'active' }])
    await client.updateWebhook(id, {
      name: 'other',
      targetUrl: hook.targetUrl,
      secret: 't',
      status: 'active',
    })
    expect(webex.webhooks.all.get(id)).toMatchObject({ name: 'other', secret: 't' })
    await client.deleteWebhook(id)
    await client.deleteWebhook(id)
    expect(await client.webhooks()).toEqual([])
  })

  test('a list of a thousand and one, page after page', async () => {
    const client = webexClient()
    for (let n = 0; n < 1001; n += 1) await client.createWebhook({ ...hook, name: `hook ${n}` })
    expect(new Set((await client.webhooks()).map(({ name }) => name)).size).toBe(1001)
    webex.webhooks.all.clear()
  })

  test('a wrong token and a token without scope are told apart', async () => {
    expect(await failureOf(webexClient('nobody').me())).toMatchObject({
      code: 'ERR_PROVIDER_TOKEN',
      status: 401,
    })
    expect(await failureOf(webexClient('narrow').createWebhook(hook))).toMatchObject({
      code: 'ERR_PROVIDER_SCOPE',
    })
  })

  test('429 is waited for as long as asked, and not beyond patience', async () => {
    webex.control.change({ api: 'rate-limited', retryAfterSeconds: 3, times: 2 })
    expect(await webexClient().webhooks()).toEqual([])
    expect(waits).toEqual([3000, 3000])
    webex.control.change({ api: 'rate-limited', retryAfterSeconds: 600, times: null })
    expect(await failureOf(webexClient().webhooks())).toMatchObject({
      code: 'ERR_PROVIDER_RATE_LIMITED',
      retryAfterMs: 600_000,
    })
    expect(waits).toHaveLength(2)
  })

  test('500, HTML and no answer at all each say what they are; a POST is never made twice', async () => {
    webex.control.change({ api: 'error', times: 2 })
    expect(await webexClient().webhooks()).toEqual([])
    webex.control.change({ api: 'error', times: 1 })
    expect(await failureOf(webexClient().createWebhook(hook))).toMatchObject({
      code: 'ERR_PROVIDER_FAILED',
      ambiguous: true,
    })
    webex.control.change({ api: 'html', times: null })
    expect(await failureOf(webexClient().webhooks())).toMatchObject({ code: 'ERR_PROVIDER_ANSWER' })
    webex.control.change({ api: 'nothing' })
    expect(await failureOf(webexClient().webhooks())).toMatchObject({ code: 'ERR_PROVIDER_UNREACHABLE' })
    expect(webex.webhooks.all.size).toBe(0)
  })

  test('nobody at home', async () => {
    const gone = await simulateWebex({ newcomers })
    await gone.close()
    const error = await failureOf(webexClient('bottoken', gone.api).createWebhook(hook))
    expect(error).toMatchObject({ code: 'ERR_PROVIDER_UNREACHABLE', ambiguous: false })
  })
})

describe('an API that is not what it says', () => {
  let server: Server
  let base: string
  let seen: string[]
  let answer: (path: string) => { status?: number; headers?: Record<string, string>; body?: string } | null

  beforeAll(async () => {
    server = createServer((request, response) => {
      seen.push(`${request.url} ${request.headers.authorization}`)
      const given = answer(request.url ?? '')
      if (given !== null) response.writeHead(given.status ?? 200, given.headers).end(given.body ?? '')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  })
  // Not after each: the next test would write on a connection whose end it has not seen yet.
  afterAll(() => {
    server.close()
    server.closeAllConnections()
  })

  test.each([
    ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }],
    ['a list of another form', { body: '{"items":[{"id":7}]}' }],
    ['half an answer', { body: '{"items":[' }],
    [
      'a next page elsewhere',
      { body: '{"items":[]}', headers: { link: '<http://example.com/v1/webhooks>; rel="next"' } },
    ],
    [
      'a next page outside of the base',
      { body: '{"items":[]}', headers: { link: '</v2/webhooks>; rel="next"' } },
    ],
  ])('%s', async (_what, given) => {
    seen = []
    answer = () => given
    expect(await failureOf(webexClient('bottoken', base).webhooks())).toMatchObject({
      code: 'ERR_PROVIDER_ANSWER',
    })
  })

  test('a list without an end and an answer without an end are given up', async () => {
    seen = []
    answer = () => ({ body: '{"items":[]}', headers: { link: '</v1/webhooks?more>; rel="next"' } })
    expect(await webexClient('bottoken', base).webhooks()).toEqual([])
    expect(seen).toHaveLength(100)
    const hooks = Array.from({ length: 12_000 }, (_, at) => ({ ...hook, id: String(at) }))
    const long = {
      body: JSON.stringify({ items: hooks }),
      headers: { link: '</v1/webhooks?more>; rel="next"' },
    }
    seen = []
    answer = () => long
    expect(await webexClient('bottoken', base).webhooks()).toHaveLength(20_000)
    expect(seen).toHaveLength(2)
    answer = () => ({ body: ' '.repeat(9 * 1024 * 1024) })
    expect(await failureOf(webexClient('bottoken', base).webhooks())).toMatchObject({
      code: 'ERR_PROVIDER_ANSWER',
    })
  })

  test('an answer that is nested for its own sake, and a reason of megabytes, are not looked into', async () => {
    seen = []
    answer = () => ({ body: `{"items":[],"more":${'['.repeat(1000)}${']'.repeat(1000)}}` })
    expect(await failureOf(webexClient('bottoken', base).webhooks())).toMatchObject({
      code: 'ERR_PROVIDER_ANSWER',
      cause: new RangeError('nested more than 1000 times'),
    })
    answer = () => ({ status: 403, body: JSON.stringify({ message: 'a reason', more: 'x'.repeat(70_000) }) })
    expect(await failureOf(webexClient('bottoken', base).webhooks())).toMatchObject({
      message: expect.not.stringContaining('a reason'),
    })
  })

  test('a server that never answers', async () => {
    seen = []
    answer = () => null
    const client = createWebexClient({
      base,
      token: 'bottoken',
      sleep,
      call: outgoingCall,
      now: Date.now,
      timeoutMs: 3000,
    })
    const error = await failureOf(client.createWebhook(hook))
    expect(error).toMatchObject({ code: 'ERR_PROVIDER_UNREACHABLE', ambiguous: true })
    expect(seen).toHaveLength(1)
  })
})

describe('the SeaTable client', () => {
  test('creates, lists, saves and deletes a webhook of a base with any name', async () => {
    const client = seaTableClient()
    const { id } = await client.createWebhook({ url: 'https://example.com/in/x', secret: 'a&b=c' })
    expect(await client.webhooks()).toEqual([{ id, url: 'https://example.com/in/x', isValid: true }])
    const webhook = seatable.webhooks.all.get(Number(id))
    expect(webhook?.secret).toBe('a&b=c')
    if (webhook !== undefined) webhook.isValid = false
    expect((await client.webhooks())[0]?.isValid).toBe(false)
    expect(await client.updateWebhook(id, { url: 'https://example.com/in/y', secret: 'd' })).toMatchObject({
      isValid: true,
    })
    await client.deleteWebhook(id)
    await client.deleteWebhook(id)
    expect(await client.webhooks()).toEqual([])
  })

  test('reads rows by the time of their change, through the base token', async () => {
    const [table] = seatable.base.tables
    if (table === undefined) throw new Error('no table')
    const before = Date.now()
    seatable.base.insert(table, { Name: 'one' }, 'someone')
    const reader = await seaTableClient().reader()
    expect(await reader.tables()).toMatchObject([
      { name: 'Opportunities', columns: [{ name: 'Name' }, { name: 'Status' }] },
    ])
    expect(await reader.changedRows('Opportunities', before, 0, 10)).toMatchObject([{ Name: 'one' }])
    expect(await reader.changedRows('Opportunities', Date.now() + 60_000, 0, 10)).toEqual([])
    expect(await failureOf(reader.changedRows('No such', before, 0, 10))).toMatchObject({
      code: 'ERR_PROVIDER_REFUSED',
    })
  })

  test("a base's own token manages no webhooks, and says so", async () => {
    expect(await failureOf(seaTableClient(seatable.tokens.api).webhooks())).toMatchObject({
      code: 'ERR_PROVIDER_SCOPE',
    })
    expect(await failureOf(seaTableClient('wrong').webhooks())).toMatchObject({ code: 'ERR_PROVIDER_TOKEN' })
  })
})
