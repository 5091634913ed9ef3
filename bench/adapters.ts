// What an adapter costs beside the same framework with `verify` called by hand: CPU time of the process, both in turn. Each
// framework has a process of its own, as in an application: what is called by several is compiled for none.
// Where there are several starts, all frameworks once and then all once more: what else the machine does falls on each alike.
// node --conditions=countersign-source bench/adapters.ts [ROUNDS] [STARTS] [PART OF A FRAMEWORK'S NAME]
import { spawnSync } from 'node:child_process'
import { Agent, createServer, request as httpRequest, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { HttpRequest, HttpResponse } from '@azure/functions'
import { getRequestListener } from '@hono/node-server'
import { Controller, Module, Post, Req, Res } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { createVerifier } from 'countersign'
import { webhook as azureWebhook } from 'countersign/azure'
import { webhook as elysiaWebhook } from 'countersign/elysia'
import { webhook as expressWebhook } from 'countersign/express'
import { webhook as fastifyWebhook } from 'countersign/fastify'
import { webhook as fetchWebhook } from 'countersign/fetch'
import { webhook as h3Webhook } from 'countersign/h3'
import { webhook as honoWebhook } from 'countersign/hono'
import { webhook as koaWebhook } from 'countersign/koa'
import { webhook as lambdaWebhook } from 'countersign/lambda'
import { webhook as nestWebhook } from 'countersign/nest'
import { webhook as nextWebhook } from 'countersign/next'
import { webhook as nextPagesWebhook } from 'countersign/next-pages'
import { webhook as nodeWebhook } from 'countersign/node'
import { webhook as remixWebhook } from 'countersign/remix'
import { webex } from 'countersign/schemes/webex'
import { lambdaEvent, signedMessage } from 'countersign/testing'
import { Elysia } from 'elysia'
import express, { type Request as ExpressRequest, type Response as ExpressResponse } from 'express'
import { type FastifyInstance, fastify } from 'fastify'
import { H3, toNodeHandler } from 'h3'
import * as h3v1 from 'h3-v1'
import { Hono } from 'hono'
import Koa from 'koa'
import 'reflect-metadata'

const rounds = Number(process.argv[2] ?? 40)
const starts = Number(process.argv[3] ?? 1)
const wanted = (process.argv[4] ?? '').toLowerCase()
/** The framework that this process measures; without one it starts those that do. */
const measured = process.env.COUNTERSIGN_BENCH_ADAPTER
const secrets = 'a secret of some length'
const message = await signedMessage(webex, 'messages.created', { secret: secrets })
const { url, headers, body } = message
const verifier = createVerifier({ scheme: webex, secrets })
const options = { scheme: webex, secrets }
const done = (): undefined => undefined

type LambdaEvent = Parameters<typeof lambda>[0] & { readonly headers: Record<string, string> }

const hook = fetchWebhook(options, done)
const lambda = lambdaWebhook(options, done)
const remix = remixWebhook(options, done)
const azure = azureWebhook(options, done)
const next = nextWebhook(options, done)
/** Azure's own request, as its library makes it of what the host sends. */
const azureRequest = (): HttpRequest =>
  new HttpRequest({ method: 'POST', url, headers, body: { bytes: body } })
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

/** As Lambda's runtime calls a function: it reads the event from JSON, waits, and writes the result as such. */
const invoked = (run: (event: LambdaEvent) => Promise<object>) => async () =>
  JSON.stringify(await run(JSON.parse(eventText)))

async function listening(listener: RequestListener): Promise<() => Promise<void>> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  server.unref()
  const { port } = server.address() as AddressInfo
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

async function collected(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    size += chunk.length
    if (size > 1_048_576) throw new Error('too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

async function fastifyListening(prepare: (app: FastifyInstance) => void): Promise<() => Promise<void>> {
  const app = fastify()
  prepare(app)
  await app.ready()
  return listening((request, response) => app.routing(request, response))
}

const h3v1Listening = (handler: h3v1.EventHandler): Promise<() => Promise<void>> =>
  listening(h3v1.toNodeListener(h3v1.createApp().use('/', h3v1.eventHandler(handler))))

type NestHandler = (request: ExpressRequest & { rawBody?: Buffer }, response: ExpressResponse) => unknown

/** A Nest application on Express; its decorators are written as the calls that they are. */
async function nestListening(handler: NestHandler): Promise<() => Promise<void>> {
  class Hooks {
    readonly #handler = handler
    receive(request: ExpressRequest, response: ExpressResponse): unknown {
      return this.#handler(request, response)
    }
  }
  class AppModule {}
  Req()(Hooks.prototype, 'receive', 0)
  Res()(Hooks.prototype, 'receive', 1)
  const method = Object.getOwnPropertyDescriptor(Hooks.prototype, 'receive')
  if (method !== undefined) Post()(Hooks.prototype, 'receive', method)
  Controller()(Hooks)
  Module({ controllers: [Hooks] })(AppModule)
  const app = await NestFactory.create(AppModule, { rawBody: true, logger: false })
  await app.init()
  return listening(app.getHttpAdapter().getInstance())
}

const elysiaHandling = (route: Parameters<Elysia['post']>[1]): (() => Promise<Response>) => {
  const app = new Elysia().post('/webhook', route, { parse: 'none' })
  return async () => app.handle(new Request(url, { method: 'POST', headers, body }))
}

type Pair = readonly [() => Promise<unknown>, () => Promise<unknown>, times: number]

/** By hand, and by the adapter; made where they are run: Hono's server puts its own Request in the place of Node's. */
const pairs: Readonly<Record<string, () => Pair | Promise<Pair>>> = {
  fetch: () => [
    async () => {
      await verifier.verify(new Request(url, { method: 'POST', headers, body }))
      return Response.json({ success: true })
    },
    () => hook(new Request(url, { method: 'POST', headers, body })),
    500,
  ],
  Lambda: () => [
    invoked(async ({ headers, body, isBase64Encoded }) => {
      await verifier.verify({ headers, body: Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8') })
      const answer = { 'content-type': 'application/json' }
      return { statusCode: 200, headers: answer, body: '{"success":true}' }
    }),
    invoked(lambda),
    2000,
  ],
  'Remix, SvelteKit, Astro': () => [
    async () => {
      await verifier.verify(new Request(url, { method: 'POST', headers, body }))
      return Response.json({ success: true })
    },
    () => remix({ request: new Request(url, { method: 'POST', headers, body }) }),
    500,
  ],
  Azure: () => [
    async () => {
      await verifier.verify(azureRequest() as never)
      return new HttpResponse({ status: 200, jsonBody: { success: true } })
    },
    // As its library makes a response of what a handler answers.
    async () => new HttpResponse(await azure(azureRequest())),
    500,
  ],
  'Next.js, app router': () => [
    async () => {
      await verifier.verify(new Request(url, { method: 'POST', headers, body }))
      return Response.json({ success: true })
    },
    () => next(new Request(url, { method: 'POST', headers, body })),
    500,
  ],
  Elysia: () => [
    elysiaHandling(async ({ request }: { request: Request }) => {
      await verifier.verify(request)
      return { success: true }
    }),
    elysiaHandling(elysiaWebhook(options, done)),
    500,
  ],
  'Nest on Express over a socket': async () => [
    await nestListening(async (request, response) => {
      await verifier.verify({ headers: request.headersDistinct as never, body: request.rawBody ?? '' })
      response.status(200).json({ success: true })
    }),
    await nestListening(nestWebhook(options, done)),
    300,
  ],
  'Next.js, pages router, over a socket': async () => [
    await listening(async (request, response) => {
      await verifier.verify({ headers: request.headersDistinct as never, body: await collected(request) })
      response.setHeader('content-type', 'application/json')
      response.end('{"success":true}')
    }),
    await listening(nextPagesWebhook(options, done)),
    300,
  ],
  'node:http over a socket': async () => [
    await listening(async (request, response) => {
      await verifier.verify({ headers: request.headersDistinct as never, body: await collected(request) })
      response.setHeader('content-type', 'application/json')
      response.end('{"success":true}')
    }),
    await listening(nodeWebhook(options, done)),
    300,
  ],
  'Express over a socket': async () => [
    await listening(
      express().post('/', express.raw({ type: '*/*' }), async (request, response) => {
        await verifier.verify({ headers: request.headersDistinct as never, body: request.body })
        response.json({ success: true })
      }),
    ),
    await listening(express().post('/', expressWebhook(options, done))),
    300,
  ],
  'Fastify over a socket': async () => [
    await fastifyListening((app) => {
      app.removeAllContentTypeParsers()
      app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, bytes, next) => next(null, bytes))
      app.post('/', async ({ raw, body }) => {
        await verifier.verify({ headers: raw.headersDistinct as never, body: body as Buffer })
        return { success: true }
      })
    }),
    await fastifyListening((app) => void app.post('/', fastifyWebhook(options, done))),
    300,
  ],
  'Hono on Node over a socket': async () => [
    await listening(
      getRequestListener(
        new Hono().post('/', async (c) => {
          await verifier.verify(c.req.raw)
          return c.json({ success: true })
        }).fetch,
      ),
    ),
    await listening(getRequestListener(new Hono().post('/', honoWebhook(options, done)).fetch)),
    300,
  ],
  'h3 2 over a socket': async () => [
    await listening(
      toNodeHandler(
        new H3().post('/', async (event) => {
          await verifier.verify(event.req)
          return { success: true }
        }),
      ),
    ),
    await listening(toNodeHandler(new H3().post('/', h3Webhook(options, done)))),
    300,
  ],
  'h3 1 over a socket': async () => [
    await h3v1Listening(async (event) => {
      const { req } = event.node
      await verifier.verify({ headers: req.headersDistinct as never, body: await collected(req) })
      return { success: true }
    }),
    await h3v1Listening(h3Webhook(options, done)),
    300,
  ],
  'Koa over a socket': async () => [
    await listening(
      new Koa()
        .use(async (context) => {
          const { req } = context
          await verifier.verify({ headers: req.headersDistinct as never, body: await collected(req) })
          context.body = { success: true }
        })
        .callback(),
    ),
    await listening(new Koa().use(koaWebhook(options, done)).callback()),
    300,
  ],
}

async function cpu(run: () => Promise<unknown>, times: number): Promise<number> {
  const start = process.cpuUsage()
  for (let i = 0; i < times; i++) await run()
  const { user, system } = process.cpuUsage(start)
  return user + system
}
function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (sorted.length - 1) / 2
  return ((sorted[Math.floor(at)] ?? Number.NaN) + (sorted[Math.ceil(at)] ?? Number.NaN)) / 2
}

/**
 * A few calls each, there and back: what collects garbage and finalizes then falls on both alike. Of 500 calls each the
 * ratio lay in two heaps by who ran first, and its median in the upper one: × 1.3 of what two processes showed as × 1.0.
 */
async function inTurns(
  one: () => Promise<unknown>,
  other: () => Promise<unknown>,
  times: number,
): Promise<[number, number]> {
  const few = 10
  let [first, second] = [0, 0]
  for (let done = 0; done < times; done += 2 * few) {
    first += await cpu(one, few)
    second += (await cpu(other, few)) + (await cpu(other, few))
    first += await cpu(one, few)
  }
  return [first, second]
}

/** Measures one framework in a process of its own; the ratio is its last word. */
function started(name: string): { readonly line: string; readonly ratio: number } {
  const args = [...process.execArgv, import.meta.filename, `${rounds}`]
  const env = { ...process.env, COUNTERSIGN_BENCH_ADAPTER: name }
  const { stdout } = spawnSync(process.execPath, args, {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return { line: stdout.trim(), ratio: Number(stdout.trim().split(' ').at(-1)) }
}

const names = measured === undefined ? Object.keys(pairs) : []
const ratiosOf = new Map<string, number[]>()
for (let start = 1; start <= starts; start++)
  for (const name of names.filter((one) => one.toLowerCase().includes(wanted))) {
    const { line, ratio } = started(name)
    ratiosOf.set(name, [...(ratiosOf.get(name) ?? []), ratio])
    if (starts === 1) console.log(line)
  }
if (starts > 1)
  for (const [name, ratios] of ratiosOf) {
    const sorted = ratios.toSorted((a, b) => a - b)
    console.log(
      `${name}: × ${median(sorted)} in the middle of ${starts} starts, ${sorted[0]} to ${sorted.at(-1)}`,
    )
  }

for (const [name, make] of Object.entries(pairs)) {
  if (name !== measured) continue
  const [byHand, adapter, times] = await make()
  const ratios: number[] = []
  const hand: number[] = []
  for (let round = 0; round < rounds + 2; round++) {
    const [bare, adapted] = await inTurns(byHand, adapter, times)
    // The first two rounds warm up.
    if (round < 2) continue
    hand.push(bare / times)
    ratios.push(adapted / bare)
  }
  console.log(
    `${name}: by hand ${median(hand).toFixed(1)} µs of CPU, the adapter × ${median(ratios).toFixed(3)}`,
  )
}
