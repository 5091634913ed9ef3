import { readFileSync } from 'node:fs'
import { HttpRequest, InvocationContext } from '@azure/functions'
import { All, Controller, Module, Req, Res } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import type { ALBEvent, APIGatewayProxyEvent, APIGatewayProxyEventV2 } from 'aws-lambda'
import { webhook as astro } from 'countersign/astro'
import { webhook as azure } from 'countersign/azure'
import { webhook as elysia } from 'countersign/elysia'
import { webhook as expressWebhook } from 'countersign/express'
import { webhook as fastifyWebhook } from 'countersign/fastify'
import { webhook as fetchWebhook } from 'countersign/fetch'
import { webhook as h3 } from 'countersign/h3'
import { webhook as hono } from 'countersign/hono'
import { webhook as koa } from 'countersign/koa'
import { webhook as lambda } from 'countersign/lambda'
import { webhook as nest } from 'countersign/nest'
import { webhook as next } from 'countersign/next'
import { webhook as nextPages } from 'countersign/next-pages'
import { webhook as node } from 'countersign/node'
import { webhook as remix } from 'countersign/remix'
import { seatable } from 'countersign/schemes/seatable'
import { webhook as sveltekit } from 'countersign/sveltekit'
import { azureRequest, lambdaEvent, signedMessage, signedRequest } from 'countersign/testing'
import { deliver, type NodeListener } from 'countersign/testing/node'
import { Elysia } from 'elysia'
import express from 'express'
import { fastify } from 'fastify'
import { H3, toNodeHandler } from 'h3'
import * as h3v1 from 'h3-v1'
import { Hono } from 'hono'
import Koa from 'koa'
import { describe, expect, expectTypeOf, test } from 'vitest'
import 'reflect-metadata'

const options = { scheme: seatable, secrets: 'my-secret' }
/** Bytes that no decoder may come near. */
const body = Uint8Array.of(0xef, 0xbb, 0xbf, 0x7b, 0x24, 0x26, 0xff, 0x00, 0x7d)
const made = { secret: 'my-secret', url: 'https://example.com/hooks?a=1&a=%20&b', body }
const message = await signedMessage(seatable, 'insert_row', made)
const asked = (): Promise<Request> => signedRequest(seatable, 'insert_row', made)
const handler = (event: { readonly body: Uint8Array }) => ({ got: [...event.body] })

interface Answered {
  readonly status: number
  readonly text: string
}
const read = async (response: Response | undefined): Promise<Answered> => ({
  status: response?.status ?? 0,
  text: (await response?.text()) ?? '',
})
const delivered = async (listener: unknown, given = message): Promise<Answered> =>
  read(await deliver(listener as NodeListener, given))

async function nested(): Promise<Answered> {
  class Hooks {
    readonly #hook = nest(options, handler)
    hook(request: never, response: never): Promise<void> {
      return this.#hook(request, response)
    }
  }
  Req()(Hooks.prototype, 'hook', 0)
  Res()(Hooks.prototype, 'hook', 1)
  All('hooks')(Hooks.prototype, 'hook', Object.getOwnPropertyDescriptor(Hooks.prototype, 'hook') as never)
  Controller()(Hooks)
  class AppModule {}
  Module({ controllers: [Hooks] })(AppModule)
  const app = await NestFactory.create(AppModule, { rawBody: true, logger: false })
  await app.init()
  // Nest itself answers 400 to what says that it is JSON and is none.
  const octets = { 'Content-Type': 'application/octet-stream' }
  const bytes = await signedMessage(seatable, 'insert_row', { ...made, headers: octets })
  return delivered(app.getHttpAdapter().getInstance(), bytes)
}

/** By the entry of the package: its framework, asked without a socket by what `countersign/testing` makes. */
const shapes: Readonly<Record<string, () => Promise<Answered>>> = {
  astro: async () => read(await astro(options, handler)({ request: await asked() })),
  azure: async () => {
    const { status, body: bytes } = await azure(options, handler)(
      new HttpRequest(azureRequest(message)),
      new InvocationContext(),
    )
    return { status, text: Buffer.from(bytes).toString() }
  },
  elysia: async () =>
    read(
      await new Elysia().post('/hooks', elysia(options, handler), { parse: 'none' }).handle(await asked()),
    ),
  express: () => delivered(express().post('/hooks', expressWebhook(options, handler))),
  fastify: async () => {
    const app = fastify()
    app.post('/hooks', fastifyWebhook(options, handler))
    const { method, headers } = message
    const { statusCode, payload } = await app.inject({
      method,
      url: '/hooks',
      headers,
      payload: Buffer.from(body),
    })
    return { status: statusCode, text: payload }
  },
  fetch: async () => read(await fetchWebhook(options, handler)(await asked())),
  h3: async () => read(await new H3().post('/hooks', h3(options, handler)).fetch(await asked())),
  hono: async () => read(await new Hono().post('/hooks', hono(options, handler)).fetch(await asked())),
  koa: () => delivered(new Koa().use(koa(options, handler)).callback()),
  lambda: async () => {
    const { statusCode, body: text } = await lambda(options, handler)(lambdaEvent(message, 'http'))
    return { status: statusCode, text }
  },
  nest: nested,
  next: async () => read(await next(options, handler)(await asked())),
  'next-pages': () => delivered(nextPages(options, handler)),
  node: () => delivered(node(options, handler)),
  remix: async () => read(await remix(options, handler)({ request: await asked() })),
  sveltekit: async () => read(await sveltekit(options, handler)({ request: await asked() })),
}

const taken = { status: 200, text: JSON.stringify({ got: [...body] }) }

test('each adapter of the package has its request', () => {
  const { exports } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  const adapters = Object.entries(exports as Record<string, Record<string, string> | null>).flatMap(
    ([name, entry]) => (entry?.default?.startsWith('./dist/adapters/') ? [name.slice(2)] : []),
  )
  expect(Object.keys(shapes)).toEqual(adapters.toSorted())
})

test.each(Object.keys(shapes))('%s', async (name) => {
  expect(await shapes[name]?.()).toEqual(taken)
})

test('h3 1, and h3 2 on Node', async () => {
  const app = h3v1.createApp().use('/hooks', h3v1.defineEventHandler(h3(options, handler)))
  expect(await delivered(h3v1.toNodeListener(app))).toEqual(taken)
  expect(await delivered(toNodeHandler(new H3().post('/hooks', h3(options, handler))))).toEqual(taken)
})

test('h3 2 answers under the type that the answer has, beside what a middleware has set', async () => {
  const app = new H3()
    .use((event) => void event.res.headers.set('x-served-by', 'us'))
    .post(
      '/hooks',
      h3(options, () => ({ at: 'last' })),
    )
  const answer = await app.fetch(await asked())
  const headers = ['content-type', 'x-served-by'].map((name) => answer.headers.get(name))
  expect([answer.status, ...headers, await answer.text()]).toEqual([
    200,
    'application/json',
    'us',
    '{"at":"last"}',
  ])
})

describe('a message given to a listener without a socket', () => {
  test('is what a socket would bring: path and query, host, length, and no second value of a header', async () => {
    const seen: unknown[] = []
    await deliver((request, response) => {
      seen.push(request.url, request.headersDistinct.host, request.headersDistinct['content-length'])
      response.writeHead(204).end()
    }, message)
    expect(seen).toEqual(['/hooks?a=1&a=%20&b', ['example.com'], ['9']])
  })

  test('its answer: status, headers, several of a name, no body where none may be', async () => {
    const response = await deliver((_request, answer) => {
      answer.setHeader('set-cookie', ['a=1', 'b=2'])
      answer.writeHead(202, { 'x-own': 'yes' })
      answer.write('in ')
      answer.end('pieces')
    }, message)
    expect([response.status, await response.text()]).toEqual([202, 'in pieces'])
    expect([response.headers.getSetCookie(), response.headers.get('x-own')]).toEqual([['a=1', 'b=2'], 'yes'])
    const empty = await deliver((_request, answer) => answer.writeHead(204).end(), message)
    expect([empty.status, empty.body]).toEqual([204, null])
  })

  test('what the listener throws, at once or later, is thrown', async () => {
    const thrown = deliver(() => {
      throw new Error('at once')
    }, message)
    await expect(thrown).rejects.toThrow('at once')
    await expect(deliver(() => Promise.reject(new Error('later')), message)).rejects.toThrow('later')
  })

  test('one that hangs up is an error, not a wait without end', async () => {
    await expect(deliver((request) => request.socket.destroy(), message)).rejects.toThrow()
  })
})

describe('events of Lambda', () => {
  test.each(['rest', 'http', 'load-balancer', 'load-balancer-multi-value'] as const)('%s', async (front) => {
    const hook = lambda(options, handler)
    const event = lambdaEvent(message, front)
    const result = await hook(event)
    expect(result).toMatchObject({ statusCode: 200, body: taken.text })
    expect(Object.keys(result)).toContain(front.endsWith('multi-value') ? 'multiValueHeaders' : 'headers')
    // Each value of the query, decoded by API Gateway alone.
    const { queryStringParameters: one, multiValueQueryStringParameters: many, rawQueryString } = event
    expect({ one, many, rawQueryString }).toEqual(
      {
        rest: { one: { a: ' ', b: '' }, many: { a: ['1', ' '], b: [''] } },
        http: { rawQueryString: 'a=1&a=%20&b' },
        'load-balancer': { one: { a: '%20', b: '' } },
        'load-balancer-multi-value': { many: { a: ['1', '%20'], b: [''] } },
      }[front],
    )
  })

  test('a handler takes what @types/aws-lambda calls them', () => {
    type Event = Parameters<ReturnType<typeof lambda<typeof seatable>>>[0]
    expectTypeOf<APIGatewayProxyEvent>().toExtend<Event>()
    expectTypeOf<APIGatewayProxyEventV2>().toExtend<Event>()
    expectTypeOf<ALBEvent>().toExtend<Event>()
  })
})
