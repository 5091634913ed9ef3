// What an adapter costs beside the same framework with `verify` called by hand: CPU time of the process, both in turn. Each
// framework has a process of its own, as in an application: what is called by several is compiled for none.
// node --conditions=countersign-source bench/adapters.ts [ROUNDS] [FRAMEWORK]
import { spawnSync } from 'node:child_process'
import { createServer, request as httpRequest, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createVerifier } from 'countersign'
import { webhook as fetchWebhook } from 'countersign/fetch'
import { webhook as lambdaWebhook } from 'countersign/lambda'
import { webhook as nodeWebhook } from 'countersign/node'
import { webex } from 'countersign/schemes/webex'
import { lambdaEvent, signedMessage } from 'countersign/testing'

const rounds = Number(process.argv[2] ?? 40)
const wanted = process.argv[3]
const secrets = 'a secret of some length'
const message = await signedMessage(webex, 'messages.created', { secret: secrets })
const { url, headers, body } = message
const verifier = createVerifier({ scheme: webex, secrets })
const options = { scheme: webex, secrets }
const done = (): undefined => undefined

const hook = fetchWebhook(options, done)
const lambda = lambdaWebhook(options, done)
/** As AWS documents the whole of an HTTP API's event: .../latest/developerguide/http-api-develop-integrations-lambda.html. */
const sent = lambdaEvent(message, 'http')
const eventText = JSON.stringify({
  version: '2.0',
  routeKey: 'POST /webhook',
  ...sent,
  headers: {
    ...sent.headers,
    accept: '*/*',
    'accept-encoding': 'gzip, deflate',
    'content-length': `${body.length}`,
    'user-agent': 'a provider/1.0 (+https://example.com/webhooks)',
    'x-amzn-trace-id': 'Root=1-5e66d96f-7491f09xmpl79d18acf3d050',
    'x-forwarded-for': '192.0.2.1',
    'x-forwarded-port': '443',
    'x-forwarded-proto': 'https',
  },
  requestContext: {
    accountId: '123456789012',
    apiId: 'api-id',
    domainName: 'id.execute-api.us-east-1.amazonaws.com',
    domainPrefix: 'id',
    http: {
      method: 'POST',
      path: '/webhook',
      protocol: 'HTTP/1.1',
      sourceIp: '192.0.2.1',
      userAgent: 'a provider/1.0 (+https://example.com/webhooks)',
    },
    requestId: 'JKJaXmPLvHcESHA=',
    routeKey: 'POST /webhook',
    stage: '$default',
    time: '28/Nov/2026:17:33:46 +0000',
    timeEpoch: 1_795_887_226_000,
  },
})

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

if (wanted === undefined)
  for (const name of Object.keys(pairs))
    spawnSync(process.execPath, [...process.execArgv, import.meta.filename, `${rounds}`, name], {
      stdio: 'inherit',
    })
for (const [name, [byHand, adapter, times]] of Object.entries(pairs)) {
  if (name !== wanted) continue
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
