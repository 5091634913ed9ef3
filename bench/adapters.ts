// What an adapter costs beside the same framework with `verify` called by hand: CPU time of this process, both in turn.
// node --conditions=countersign-source bench/adapters.ts [ROUNDS]
import { createServer, request as httpRequest, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createVerifier } from 'countersign'
import { webhook as fetchWebhook } from 'countersign/fetch'
import { webhook as lambdaWebhook } from 'countersign/lambda'
import { webhook as nodeWebhook } from 'countersign/node'
import { webex } from 'countersign/schemes/webex'
import { lambdaEvent, signedMessage } from 'countersign/testing'

const rounds = Number(process.argv[2] ?? 40)
const secrets = 'a secret of some length'
const message = await signedMessage(webex, 'messages.created', { secret: secrets })
const { url, headers, body } = message
const verifier = createVerifier({ scheme: webex, secrets })
const options = { scheme: webex, secrets }
const done = (): undefined => undefined

const hook = fetchWebhook(options, done)
const lambda = lambdaWebhook(options, done)
const eventText = JSON.stringify(lambdaEvent(message, 'http'))

async function listening(listener: RequestListener): Promise<() => Promise<void>> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  server.unref()
  const { port } = server.address() as AddressInfo
  const { Agent } = await import('node:http')
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  return () =>
    new Promise((resolve, reject) => {
      const request = httpRequest({ port, host: '127.0.0.1', method: 'POST', headers, agent }, (response) => {
        if (response.statusCode !== 200) reject(new Error(`answered ${response.statusCode}`))
        response.resume().on('end', resolve)
      })
      request.on('error', reject).end(body)
    })
}

/** By hand, and by the adapter. */
const pairs: Readonly<Record<string, readonly [() => Promise<unknown>, () => Promise<unknown>, number]>> = {
  fetch: [
    async () => {
      await verifier.verify(new Request(url, { method: 'POST', headers, body }))
      return Response.json({ success: true })
    },
    () => hook(new Request(url, { method: 'POST', headers, body })),
    500,
  ],
  // As Lambda's runtime calls a function: it reads the event from JSON, and writes the result as such.
  Lambda: [
    async () => {
      const { headers, body, isBase64Encoded } = JSON.parse(eventText)
      await verifier.verify({ headers, body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8') })
      const answer = { 'content-type': 'application/json' }
      return JSON.stringify({ statusCode: 200, headers: answer, body: '{"success":true}' })
    },
    async () => JSON.stringify(await lambda(JSON.parse(eventText))),
    2000,
  ],
  'node:http over a socket': [
    await listening(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk)
      await verifier.verify({ headers: request.headersDistinct as never, body: Buffer.concat(chunks) })
      response.setHeader('content-type', 'application/json')
      response.end('{"success":true}')
    }),
    await listening(nodeWebhook(options, done)),
    300,
  ],
}

async function cpu(run: () => Promise<unknown>, times: number): Promise<number> {
  const start = process.cpuUsage()
  for (let i = 0; i < times; i++) await run()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / times
}
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN

for (const [name, [byHand, adapter, times]] of Object.entries(pairs)) {
  const ratios: number[] = []
  const hand: number[] = []
  for (let round = 0; round < rounds + 2; round++) {
    const [first, second] = round % 2 === 0 ? [byHand, adapter] : [adapter, byHand]
    const one = await cpu(first, times)
    const other = await cpu(second, times)
    // The first two rounds warm up.
    if (round < 2) continue
    const [bare, adapted] = round % 2 === 0 ? [one, other] : [other, one]
    hand.push(bare)
    ratios.push(adapted / bare)
  }
  console.log(
    `${name}: by hand ${median(hand).toFixed(1)} µs of CPU, the adapter × ${median(ratios).toFixed(3)}`,
  )
}
