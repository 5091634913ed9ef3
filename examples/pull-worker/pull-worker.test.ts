import { afterAll, beforeAll, expect, test } from 'vitest'
import { type StartedGateway, startGateway } from '../../packages/gateway/test/harness/start-gateway.ts'
import { runToEnd } from '../run-example.ts'

let gateway: StartedGateway

beforeAll(async () => {
  gateway = await startGateway()
  await gateway.api('POST', '/sources', { name: 'shop', scheme: 'publish' })
})
afterAll(() => gateway.remove())

test('a worker pulls, verifies and acknowledges; with another token it says why it cannot', async () => {
  const { secret } = (
    await gateway.api('POST', '/destinations', { name: 'worker', kind: 'pull', tenant: 't' })
  ).body
  const token = { name: 'worker', scope: 'pull', destinations: ['worker'] }
  const env = {
    COUNTERSIGN_URL: gateway.adminUrl,
    COUNTERSIGN_TOKEN: (await gateway.api('POST', '/tokens', token)).body.token,
    APP_SECRET: secret,
    MOST: '2',
  }
  const worker = runToEnd('pull-worker/worker.ts', env)
  for (const order of [17, 18]) {
    const event = { source: 'shop', type: 'order.paid', data: { order }, tenant: 't' }
    await gateway.api('POST', '/events', event)
  }
  const { code, output } = await worker
  expect(code, output).toBe(0)
  expect(output).toContain('done: order.paid {"order":17}')
  expect(output).toContain('done: order.paid {"order":18}')
  await expect
    .poll(async () => (await gateway.api('GET', '/stats')).body.deliveries)
    .toMatchObject({ pending: 0, delivered: 2 })
  const wrong = await runToEnd('pull-worker/worker.ts', { ...env, COUNTERSIGN_TOKEN: 'cst_none' })
  expect(wrong.code).not.toBe(0)
  expect(wrong.output).toContain('ERR_TOKEN_UNKNOWN')
})
