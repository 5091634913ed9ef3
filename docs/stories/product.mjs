// A product's own webhooks: what it publishes is signed for a customer, and checked there with one import.
import { createServer } from 'node:http'
import { end, port, read, run, say, start, waitFor } from './tell.mjs'

const { verify } = await import('countersign')
const { standardWebhooks } = await import('countersign/schemes/standard-webhooks')
let secret = ''
const received = []
const customer = createServer(async (request, response) => {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  const { headers } = request
  const event = await verify(
    { headers, body: Buffer.concat(chunks) },
    { scheme: standardWebhooks, secrets: secret },
  )
  received.push(`the customer has ${event.verdict} ${event.text()}`)
  response.end()
})
await new Promise((resolve) => customer.listen(Number(port(10020)), '127.0.0.1', resolve))

try {
  await start(['serve', '--port', port(10007)], /Countersign is up/)
  await run(['source', 'create', 'shop', '--scheme', 'publish', '--json'], { show: () => '' })
  const url = `http://127.0.0.1:${port(10020)}/shop`
  const args = [
    'destination',
    'create',
    'acme-1',
    url,
    '--tenant',
    'acme',
    '--type',
    'order.*',
    '--allow-private',
    '--json',
  ]
  secret = JSON.parse(await run(args, { show: (text) => `secret: ${JSON.parse(text).secret}` })).secret
  const paid = ['event', 'publish', 'shop', 'order.paid', '--data', '{"order":17}', '--tenant', 'acme']
  await run([...paid, '--idempotency-key', 'order-17-paid', '--json'], { show: () => '' })
  await waitFor(() => received.length > 0)
  say(received.join('\n'))
  const states = (text) =>
    JSON.parse(text)
      .items.map(({ state, lastStatus }) => `${state} ${lastStatus}`)
      .join('\n')
  await waitFor(async () => (await read('/deliveries'))[0]?.state === 'delivered')
  await run(['delivery', 'list', '--json'], { show: states })
} finally {
  await end()
  customer.close()
}
