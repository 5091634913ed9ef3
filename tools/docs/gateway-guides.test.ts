import { webex } from 'countersign/schemes/webex'
import { signedMessage, testingSecretOf } from 'countersign/testing'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { type StartedGateway, startGateway } from '../../packages/gateway/test/harness/start-gateway.ts'
import { type SnippetModules, snippetModules } from './snippet-modules.ts'

// The code of the pages that talk to a gateway, as it stands there, with one.
let gateway: StartedGateway
const opened: SnippetModules[] = []
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(async () => {
  await gateway?.remove()
  await Promise.all(opened.map((modules) => modules.remove()))
})

let lines: unknown[][] = []
beforeEach(() => {
  lines = []
  vi.spyOn(console, 'log').mockImplementation((...line) => void lines.push(line))
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

async function pageOf(path: string, count: number): Promise<SnippetModules> {
  const modules = await snippetModules(path)
  opened.push(modules)
  expect([path, modules.count]).toEqual([path, count])
  return modules
}

/** What the gateway answered, which must have done what it was asked for. */
async function made(path: string, body: object): Promise<ReturnType<typeof JSON.parse>> {
  const answer = await gateway.api('POST', path, body)
  expect([path, answer.status, answer.body]).toEqual([path, 201, answer.body])
  return answer.body
}

test('pull.md: what is due is verified, told of and acknowledged', async () => {
  const page = await pageOf('docs/guides/pull.md', 1)
  const secret = testingSecretOf(webex)
  await made('/sources', { name: 'webex', scheme: 'webex', secrets: [secret] })
  const destination = await made('/destinations', { name: 'worker', kind: 'pull' })
  await made('/routes', { source: 'webex', destination: 'worker' })
  const { token } = await made('/tokens', { name: 'worker', scope: 'pull', destinations: ['worker'] })
  const message = await signedMessage(webex, 'messages.created', { secret })
  expect((await gateway.post('webex', message.body, message.headers)).status).toBe(200)
  vi.stubEnv('COUNTERSIGN_URL', gateway.adminUrl)
  vi.stubEnv('COUNTERSIGN_TOKEN', token)
  vi.stubEnv('APP_SECRET', destination.secret)
  await page.load(0)
  expect(lines).toEqual([[expect.stringMatching(/^evt_/), 'messages.created', 'verified']])
  await expect
    .poll(async () => (await gateway.api('GET', '/stats')).body.deliveries)
    .toMatchObject({ pending: 0, delivered: 1 })
})

test('send-webhooks-to-your-customers.md: a customer’s destination, and an event of his', async () => {
  const page = await pageOf('docs/guides/send-webhooks-to-your-customers.md', 2)
  await made('/sources', { name: 'shop', scheme: 'publish' })
  const here = (code: string): string => {
    expect(code).toContain("'http://127.0.0.1:10007/")
    return code.replaceAll('http://127.0.0.1:10007', gateway.adminUrl)
  }
  vi.stubEnv('COUNTERSIGN_TOKEN', gateway.token)
  const { secret } = await page.load(0, (code) => here(code).replace('const {', 'export const {'))
  expect(secret).toMatch(/^whsec_/)
  const { token } = await made('/tokens', { name: 'product', scope: 'publish' })
  vi.stubEnv('COUNTERSIGN_TOKEN', token)
  await page.load(1, here)
  const queued = (await gateway.api('GET', '/deliveries?destination=acme-1')).body.items
  expect(queued).toMatchObject([{ destination: 'acme-1' }])
  const event = (await gateway.api('GET', `/events/${queued[0].event}`)).body
  expect(event).toMatchObject({ source: 'shop', type: 'order.paid', verdict: 'published' })
  const again = { source: 'shop', type: 'order.paid', tenant: 'acme', data: { order: 17 } }
  const repeated = await gateway.api('POST', '/events', again, { 'idempotency-key': 'order-17-paid' })
  expect(repeated.body).toEqual({ id: event.id, duplicate: true })
})
