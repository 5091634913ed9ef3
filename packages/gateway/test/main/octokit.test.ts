import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'

const { Webhooks, createNodeMiddleware } = createRequire(import.meta.url)('@octokit/webhooks')

const secret = 'the secret that GitHub and the application share'
const seen: { readonly id: string; readonly name: string; readonly action: string }[] = []
const webhooks = new Webhooks({ secret, log: { debug() {}, info() {}, warn() {}, error() {} } })
webhooks.on(
  'issues.opened',
  ({ id, name, payload }: { id: string; name: string; payload: { action: string } }) => {
    seen.push({ id, name, action: payload.action })
  },
)
const application = createServer(createNodeMiddleware(webhooks, { path: '/hook' }))
const answered: number[] = []
application.on('request', (_request, response) =>
  response.on('finish', () => answered.push(response.statusCode)),
)
let gateway: StartedGateway

beforeAll(async () => {
  await new Promise<void>((resolve) => application.listen(0, '127.0.0.1', resolve))
  const { port } = application.address() as AddressInfo
  gateway = await startGateway({
    args: ['--source', 'github=github', '--secret', secret, '--forward', `http://127.0.0.1:${port}/hook`],
  })
})
afterAll(async () => {
  await gateway.remove()
  application.closeAllConnections()
  application.close()
})

const body = '{"action":"opened","issue":{"number":7}}'

function headers(delivery: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    'x-github-event': 'issues',
    'x-github-delivery': delivery,
    'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    'x-internal': 'stays here',
  }
}

it('an application with @octokit/webhooks goes on as it is behind a gateway', async () => {
  const answer = await gateway.post('github', body, headers('72d3162e-cc78-11e3-81ab-4c9367dc0958'))
  expect(answer.status).toBe(200)
  await expect
    .poll(() => seen, { timeout: 20_000 })
    .toEqual([{ id: '72d3162e-cc78-11e3-81ab-4c9367dc0958', name: 'issues', action: 'opened' }])
  expect(answered).toEqual([200])
})

it('a source hands on further headers by name, and never a credential', async () => {
  const refused = await gateway.api('PATCH', '/sources/github', { forwardHeaders: ['X-Internal', 'Cookie'] })
  expect(refused.status).toBe(400)
  expect(refused.body).toMatchObject({ code: 'ERR_INPUT', errors: [{ at: '/forwardHeaders/1' }] })
  const own = await gateway.api('PATCH', '/sources/github', { forwardHeaders: ['Webhook-Id'] })
  expect(own.body).toMatchObject({ code: 'ERR_INPUT', errors: [{ at: '/forwardHeaders/0' }] })
  const changed = await gateway.api('PATCH', '/sources/github', { forwardHeaders: ['X-Internal'] })
  expect(changed.body.forwardHeaders).toEqual(['x-internal'])
  const arrived = new Promise<string | string[] | undefined>((resolve) =>
    application.once('request', (request) => resolve(request.headers['x-internal'])),
  )
  await gateway.post('github', body, headers('another delivery'))
  expect(await arrived).toBe('stays here')
})
