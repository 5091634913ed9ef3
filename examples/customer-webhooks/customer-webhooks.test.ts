import { afterAll, beforeAll, expect, test } from 'vitest'
import { type StartedGateway, startGateway } from '../../packages/gateway/test/harness/start-gateway.ts'
import { runExample, runToEnd } from '../run-example.ts'

const CUSTOMER_SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
let gateway: StartedGateway

beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway.remove())

function shop(customer: string, env: Record<string, string>): ReturnType<typeof runToEnd> {
  return runToEnd('customer-webhooks/shop.ts', {
    COUNTERSIGN_URL: gateway.adminUrl,
    COUNTERSIGN_TOKEN: gateway.token,
    ALLOW_PRIVATE: '1',
    CUSTOMER: customer,
    ...env,
  })
}

test('a customer’s receiver gets the test and the order, verified, however often the shop runs', async () => {
  const customer = await runExample('customer-webhooks/customer.ts', { CUSTOMER_SECRET })
  const env = { CUSTOMER_URL: customer.url, CUSTOMER_SECRET }
  for (let run = 0; run < 2; run++) {
    const { code, output } = await shop('acme', env)
    expect(code, output).toBe(0)
    expect(output).toContain('test: answered 200')
    expect(output).toMatch(/published: evt_\w+, once: true/)
    expect(output).not.toContain('secret')
  }
  await expect.poll(customer.output).toContain('verified: {"order":17,"total":4200}')
  expect(customer.output().match(/verified: {"order":0}/g)).toHaveLength(2)
  expect(customer.output().match(/"order":17/g)).toHaveLength(1)
})

test('a customer without a secret is shown one; with another’s secret the test says so', async () => {
  const customer = await runExample('customer-webhooks/customer.ts', { CUSTOMER_SECRET })
  const { output } = await shop('globex', { CUSTOMER_URL: customer.url })
  expect(output).toMatch(/secret: whsec_\S+/)
  expect(output).toContain('test: ERR_DELIVERY_REFUSED')
  expect(customer.output()).toContain('refused: ERR_SIGNATURE_MISMATCH')
})
