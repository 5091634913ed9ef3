import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'

// An event tells when its provider signed it, where that is what it signs, and as long as it can be checked.

let gateway: StartedGateway
const secret = 'whsec_of_a_stripe_account_of_ours'

beforeAll(async () => {
  gateway = await startGateway()
  for (const [name, scheme] of [
    ['pay', 'stripe'],
    ['bot', 'webex'],
  ])
    expect((await gateway.api('POST', '/sources', { name, scheme, secrets: [secret] })).status).toBe(201)
})
afterAll(async () => {
  await gateway.remove()
})

const hmac = (algorithm: string, text: string) => createHmac(algorithm, secret).update(text).digest('hex')
const one = async (source: string) => {
  const [{ id }] = (await gateway.api('GET', `/events?source=${source}`)).body.items
  return (await gateway.api('GET', `/events/${id}`)).body
}

it('is told of one that signs it, and of no other', async () => {
  const at = Math.floor(Date.now() / 1000) - 60
  const body = '{"id":"evt_1","type":"charge.failed"}'
  const signature = `t=${at},v1=${hmac('sha256', `${at}.${body}`)}`
  expect((await gateway.post('pay', body, { 'stripe-signature': signature })).status).toBe(200)
  expect((await gateway.post('bot', body, { 'x-spark-signature': hmac('sha1', body) })).status).toBe(200)
  expect((await one('pay')).signedAt).toBe(new Date(at * 1000).toISOString())
  expect((await one('bot')).signedAt).toBeNull()
})

it('is not told once the secret that proved it is gone', async () => {
  const made = await gateway.api('POST', '/sources/pay/secrets', {
    value: 'whsec_of_another_account_of_ours',
  })
  expect(made.status).toBe(201)
  const { secrets } = (await gateway.api('GET', '/sources/pay')).body
  for (const { id } of secrets.filter(({ id }: { id: string }) => id !== made.body.id))
    expect((await gateway.api('DELETE', `/sources/pay/secrets/${id}`)).status).toBe(204)
  expect((await one('pay')).signedAt).toBeNull()
})
