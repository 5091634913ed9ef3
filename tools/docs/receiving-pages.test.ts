import { countersigned, type Scheme, verify, type WebhookEvent } from 'countersign'
import { github } from 'countersign/schemes/github'
import { seatable } from 'countersign/schemes/seatable'
import { stripe } from 'countersign/schemes/stripe'
import { webex } from 'countersign/schemes/webex'
import { signedMessage, signedRequest, testingSecretOf } from 'countersign/testing'
import { deliver, type NodeListener } from 'countersign/testing/node'
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type SnippetModules, snippetModules } from './snippet-modules.ts'

// The code of the pages that receive events, as it stands there.
const opened: SnippetModules[] = []
afterAll(() => Promise.all(opened.map((modules) => modules.remove())))
async function pageOf(path: string, count: number): Promise<SnippetModules> {
  const modules = await snippetModules(path)
  opened.push(modules)
  expect([path, modules.count]).toEqual([path, count])
  return modules
}

let lines: unknown[][] = []
beforeEach(() => {
  lines = []
  vi.spyOn(console, 'log').mockImplementation((...line) => void lines.push(line))
  vi.spyOn(console, 'warn').mockImplementation((...line) => void lines.push(line))
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

type Handler = (request: Request) => Promise<Response>
const secret = 'a secret of the page’s'
const eventOf = async <S extends Scheme>(
  scheme: S,
  type: string,
  body?: object,
): Promise<WebhookEvent<S>> => {
  const request = await signedRequest(scheme, type as never, { ...(body && { body }) })
  return verify(request, { scheme, secrets: testingSecretOf(scheme) })
}

test('README.md: Express', async () => {
  vi.stubEnv('WEBEX_SECRET', secret)
  const { app } = await (await pageOf('README.md', 2)).load(0, (code) =>
    code.replace('app.listen(3000)', 'export { app }'),
  )
  const message = await signedMessage(webex, 'messages.created', { secret, url: 'https://example.com/hooks' })
  expect((await deliver(app as NodeListener, message)).status).toBe(200)
  expect(lines).toEqual([['a message in', expect.any(String)]])
  const forged = { ...message, body: Buffer.concat([message.body, Buffer.of(32)]) }
  expect((await deliver(app as NodeListener, forged)).status).toBe(401)
})

test('the README of the library', async () => {
  vi.stubEnv('WEBEX_SECRET', secret)
  const { receive } = await (await pageOf('packages/countersign/README.md', 1)).load(0)
  const receives = receive as (request: Request) => Promise<void>
  await receives(await signedRequest(webex, 'messages.created', { secret }))
  await receives(await signedRequest(webex, 'messages.created', { secret: 'another' }))
  expect(lines).toEqual([[expect.any(String)], ['ERR_SIGNATURE_MISMATCH', expect.any(String)]])
})

test.each([
  ['docs/guides/webex.md', 'WEBEX_SECRET', webex, 'messages.created'],
  ['docs/guides/seatable.md', 'SEATABLE_SECRET', seatable, 'insert_row'],
] as const)('%s', async (path, variable, scheme, type) => {
  vi.stubEnv(variable, secret)
  const { POST } = await (await pageOf(path, 1)).load(0)
  const request = await signedRequest(scheme as Scheme, type as never, { secret })
  expect([(await (POST as Handler)(request)).status, lines.length]).toEqual([200, 1])
})

test('docs/guides/receive-deliveries.md', async () => {
  const scheme = countersigned(webex, { sources: ['my-bot'], verdicts: ['verified'] })
  vi.stubEnv('APP_SECRET', testingSecretOf(scheme))
  const { POST } = await (await pageOf('docs/guides/receive-deliveries.md', 1)).load(0)
  const said = {
    'countersign-source': 'my-bot',
    'countersign-verdict': 'verified',
    'countersign-attempt': '1',
  }
  const request = await signedRequest(scheme, 'messages.created', { headers: said })
  expect([(await (POST as Handler)(request)).status, lines.length]).toEqual([200, 1])
})

test('docs/guides/frameworks.md: anything else, and types', async () => {
  const page = await pageOf('docs/guides/frameworks.md', 4)
  vi.stubEnv('WEBEX_SECRET', secret)
  const { receive } = await page.load(0)
  const { headers, body } = await signedMessage(webex, 'messages.created', { secret })
  const receives = receive as (headers: object, body: Uint8Array) => Promise<number>
  expect([await receives(headers, body), await receives(headers, body.subarray(1))]).toEqual([204, 401])

  const paid = { id: 'evt_1', object: 'event', type: 'invoice.paid', data: { object: { amount_paid: 12 } } }
  const stripes = (await page.load(1)) as Record<string, (event: WebhookEvent) => unknown>
  const event = (await eventOf(stripe, 'invoice.paid', paid)) as WebhookEvent
  expect([stripes.receive?.(event), stripes.amountPaid?.(event)]).toEqual(['evt_1', 12])

  const githubs = (await page.load(2)) as Record<string, (event: WebhookEvent) => unknown>
  const opened = async (type: string, sent: object) => {
    const request = await signedRequest(github, 'issues.opened', {
      body: sent,
      headers: { 'X-GitHub-Event': type },
    })
    return verify(request, { scheme: github, secrets: testingSecretOf(github) })
  }
  const issue = await opened('issues', { action: 'opened', issue: { title: 'It is late' } })
  const push = await opened('push', { head_commit: { message: 'Sleep' } })
  const ping = await opened('ping', {})
  expect([issue, push, ping].map((one) => githubs.receive?.(one as never))).toEqual([
    'It is late',
    'Sleep',
    undefined,
  ])
})
