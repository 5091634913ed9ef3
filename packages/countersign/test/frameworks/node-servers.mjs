// The matrix's applications on Node, each with the real framework: `/hook`, `/eaten` behind a parser that keeps no bytes,
// `/unset` without a secret. Each starts on a port of the system's choice and tells its address and how it is closed.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { http as cloudFunction } from '@google-cloud/functions-framework'
import { getTestServer } from '@google-cloud/functions-framework/testing'
import { serve } from '@hono/node-server'
import { Controller, Module, Post, Req, Res } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter } from '@nestjs/platform-fastify'
import { webhook as azureWebhook } from 'countersign/azure'
import { webhook as fastifyWebhook } from 'countersign/fastify'
import { webhook as h3Webhook } from 'countersign/h3'
import { webhook as koaWebhook } from 'countersign/koa'
import { webhook as lambdaWebhook } from 'countersign/lambda'
import { webhook as nestWebhook } from 'countersign/nest'
import { webhook as nodeWebhook } from 'countersign/node'
import { webhook as remixWebhook } from 'countersign/remix'
import { fastify } from 'fastify'
import { H3, readBody as readBody2, toNodeHandler } from 'h3'
import * as h3v1 from 'h3-v1'
import Koa from 'koa'
import koaBodyparser from 'koa-bodyparser'
import { createRequestHandler, RouterContextProvider } from 'react-router'
import 'reflect-metadata'
import { handler, options, unset } from './app.mjs'
import { azureHost } from './azure-host.mjs'
import { expressApp } from './express-app.mjs'
import { honoApp } from './hono-app.mjs'
import { alb, httpApi, restApi } from './lambda-fronts.mjs'

async function listening(server) {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = () => new Promise((resolve) => server.close(resolve) && server.closeAllConnections())
  return { url: `http://127.0.0.1:${server.address().port}`, close }
}

/** Serves a function from Request to Response. The globals stay Node's: with this server's own Response h3 2 answers errors with 200. */
const fetching = (fetch) =>
  new Promise((resolve) => {
    const options = { fetch, port: 0, hostname: '127.0.0.1', overrideGlobalObjects: false }
    const server = serve(options, ({ port }) =>
      resolve({ url: `http://127.0.0.1:${port}`, close: () => new Promise((done) => server.close(done)) }),
    )
  })

function koa() {
  const app = new Koa()
  app.silent = true
  const hooks = { '/hook': koaWebhook(options(), handler), '/unset': koaWebhook(options(unset), handler) }
  app.use((context, next) => hooks[context.path]?.(context) ?? next())
  app.use(koaBodyparser())
  app.use(koaWebhook(options(), handler))
  return listening(createServer(app.callback()))
}

async function fastifyApp() {
  const app = fastify()
  app.post('/hook', fastifyWebhook(options(), handler))
  app.post('/unset', fastifyWebhook(options(unset), handler))
  app.register(async (eager) => {
    eager.addHook('onRequest', async ({ raw }) => {
      for await (const _chunk of raw);
    })
    eager.post('/eaten', fastifyWebhook(options(), handler))
  })
  return { url: await app.listen({ port: 0, host: '127.0.0.1' }), close: () => app.close() }
}

const nest = (makeAdapter) => async () => {
  // Decorators, written as the calls that they are.
  class Hooks {
    #hook = nestWebhook(options(), handler)
    #unset = nestWebhook(options(unset), handler)
    hook(request, response) {
      return this.#hook(request, response)
    }
    unset(request, response) {
      return this.#unset(request, response)
    }
  }
  for (const name of ['hook', 'unset']) {
    Req()(Hooks.prototype, name, 0)
    Res()(Hooks.prototype, name, 1)
    Post(name)(Hooks.prototype, name, Object.getOwnPropertyDescriptor(Hooks.prototype, name))
  }
  Controller()(Hooks)
  class AppModule {}
  Module({ controllers: [Hooks] })(AppModule)
  const start = async (rawBody) => {
    const app = await NestFactory.create(AppModule, ...makeAdapter(), { rawBody, logger: false })
    // Fastify refuses what it has no parser for, and JSON that is none; Express lets both through.
    if (rawBody && makeAdapter().length > 0)
      app.useBodyParser(['application/json', '*'], { bodyLimit: 100_000 })
    await app.listen(0, '127.0.0.1')
    return app
  }
  const [app, eager] = [await start(true), await start(false)]
  const close = () => Promise.all([app.close(), eager.close()])
  return { url: await app.getUrl(), eaten: `${await eager.getUrl()}/hook`, close }
}

function h3() {
  const app = new H3({ silent: true })
  app.post('/hook', h3Webhook(options(), handler))
  app.post('/unset', h3Webhook(options(unset), handler))
  app.use('/eaten', async (event) => void (await readBody2(event).catch(() => undefined)))
  app.post('/eaten', h3Webhook(options(), handler))
  return listening(createServer(toNodeHandler(app)))
}

function h3Version1() {
  const app = h3v1.createApp()
  const on = (path, hook) => app.use(path, h3v1.defineEventHandler(hook))
  on('/hook', h3Webhook(options(), handler))
  on('/unset', h3Webhook(options(unset), handler))
  app.use(
    '/kept',
    h3v1.defineEventHandler(async (event) => void (await h3v1.readBody(event))),
  )
  on('/kept', h3Webhook(options(), handler))
  app.use(
    '/eaten',
    h3v1.defineEventHandler(async ({ node }) => {
      for await (const _chunk of node.req);
    }),
  )
  on('/eaten', h3Webhook(options(), handler))
  return listening(createServer(h3v1.toNodeListener(app)))
}

function remix() {
  const action = remixWebhook(options(), handler)
  const route = (id, module) => [id, { id, path: id, module: { ...module } }]
  const build = {
    entry: { module: { default: () => new Response(null, { status: 404 }), handleError: () => undefined } },
    routes: Object.fromEntries([
      route('hook', { action }),
      route('unset', { action: remixWebhook(options(unset), handler) }),
      route('eaten', { action: (args) => args.request.text().then(() => action(args)) }),
    ]),
    assets: { routes: {}, entry: { imports: [], module: '' }, url: '', version: '' },
    basename: '/',
    publicPath: '/',
    assetsBuildDirectory: '',
    future: {},
    ssr: true,
    isSpaMode: false,
    prerender: [],
    routeDiscovery: { mode: 'initial', manifestPath: '/__manifest' },
  }
  const answer = createRequestHandler(build, 'production')
  return fetching((request) => answer(request, new RouterContextProvider()))
}

const lambda = (front) => () => {
  const hooks = {
    '/hook': lambdaWebhook(options(), handler),
    '/unset': lambdaWebhook(options(unset), handler),
  }
  return listening(createServer(front((path) => hooks[path] ?? hooks['/hook'])))
}

const azure = (streams) => async () => {
  const hook = azureWebhook(options(), handler)
  const hooks = {
    '/hook': hook,
    '/unset': azureWebhook(options(unset), handler),
    '/eaten': (request) => request.json().then(() => hook(request)),
  }
  return listening(createServer(await azureHost(hooks, streams)))
}

async function google() {
  cloudFunction('hook', nodeWebhook({ ...options(), onError: () => undefined }, handler))
  cloudFunction('unset', nodeWebhook({ ...options(unset), onError: () => undefined }, handler))
  const [hook, without] = [await listening(getTestServer('hook')), await listening(getTestServer('unset'))]
  return { url: hook.url, unset: without.url, close: () => Promise.all([hook.close(), without.close()]) }
}

export const servers = {
  Express: () => listening(createServer(expressApp())),
  Fastify: fastifyApp,
  Hono: () => fetching(honoApp().fetch),
  koa,
  'nest on Express': nest(() => []),
  'nest on Fastify': nest(() => [new FastifyAdapter()]),
  'h3 2': h3,
  'h3 1': h3Version1,
  'Remix (React Router)': remix,
  'Lambda behind a REST API': lambda(restApi(true)),
  'Lambda behind a REST API without binaryMediaTypes': lambda(restApi(false)),
  'Lambda behind an HTTP API or a function URL': lambda(httpApi),
  'Lambda behind a load balancer': lambda(alb(false)),
  'Lambda behind a load balancer with multi-value headers': lambda(alb(true)),
  'Azure Functions': azure(true),
  'Azure Functions without enableHttpStream': azure(false),
  'Google Cloud Functions': google,
}
