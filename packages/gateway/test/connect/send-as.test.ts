import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { type RecordingReceiver, startReceiver } from '../harness/start-receiver.ts'

let gateway: StartedGateway
let receiver: RecordingReceiver

beforeAll(async () => {
  receiver = await startReceiver()
  gateway = await startGateway()
  await gateway.api('POST', '/sources', {
    name: 'product',
    scheme: 'standard-webhooks',
    secrets: ['c2VjcmV0IG9mIHRlc3Q='],
  })
})
afterAll(async () => {
  await gateway.remove()
  await receiver.close()
})

const data = { event: 'update', data: { op_type: 'insert_row', row_name: 'Größe 🦇', row_data: [] } }

test.each([
  ['seatable', 'x-seatable-signature', 'sha256', 'sha256='],
  ['webex', 'x-spark-signature', 'sha1', ''],
])("a product's own events, sent as %s sends them", async (scheme, header, hash, prefix) => {
  const secret = 'as customers set it'
  await gateway.api('POST', '/destinations', {
    name: scheme,
    url: `${receiver.url}/${scheme}`,
    scheme,
    secret,
    allowPrivate: true,
  })
  await gateway.api('POST', '/routes', {
    source: 'product',
    destination: scheme,
    filter: `type == "${scheme}"`,
  })
  const published = await gateway.api('POST', '/events', { source: 'product', type: scheme, data })
  expect(published.status).toBe(201)
  await expect.poll(() => receiver.received.find(({ url }) => url.endsWith(`/${scheme}`))).toBeDefined()
  const delivery = receiver.received.find(({ url }) => url.endsWith(`/${scheme}`))
  expect(JSON.parse(delivery?.body.toString() ?? '')).toEqual(data)
  expect(delivery?.headers['content-type']).toBe('application/json')
  const signature = createHmac(hash, secret)
    .update(delivery?.body ?? '')
    .digest('hex')
  expect(delivery?.headers[header]).toBe(prefix + signature)
})
