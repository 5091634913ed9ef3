import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import type { WebhookError, WebhookEvent } from 'countersign'
import { webhook as expressWebhook } from 'countersign/express'
import { webhook as fastifyWebhook } from 'countersign/fastify'
import { webhook as fetchWebhook } from 'countersign/fetch'
import { webhook as honoWebhook } from 'countersign/hono'
import { webhook as nodeWebhook } from 'countersign/node'
import { seatable } from 'countersign/schemes/seatable'
import { signedMessage } from 'countersign/testing'
import express from 'express'
import { fastify } from 'fastify'
import { Hono } from 'hono'
import { afterEach } from 'vitest'

export const secrets = 'my-secret'
export const maxBytes = 50_000

type Handler = (event: WebhookEvent) => unknown
/** A running server with the webhook at /hook, behind an eager JSON parser at /eaten where the framework has such. */
type Start = (
  handler: Handler,
  onRefused?: (error: WebhookError) => unknown,
  /** Asked at each request. Default: the secret that messages are signed with, given at the start. */
  given?: () => string | undefined,
) => Promise<string>

export const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

export function listening(server: Server): Promise<string> {
  closers.push(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))
  })
}

export const frameworks: Record<string, Start> = {
  'node:http': (handler, onRefused = () => undefined, given) =>
    listening(
      createServer(
        nodeWebhook(
          { scheme: seatable, secrets: given ?? secrets, maxBytes, onRefused, onError: () => undefined },
          handler,
        ),
      ),
    ),

  express: (handler, onRefused = () => undefined, given) => {
    const app = express()
    const hook = expressWebhook({ scheme: seatable, secrets: given ?? secrets, maxBytes, onRefused }, handler)
    app.post('/hook', hook)
    app.post('/raw', express.raw({ type: '*/*' }), hook)
    app.use('/eaten', express.json())
    app.post('/eaten', hook)
    app.use((_error: unknown, _request: unknown, response: express.Response, _next: unknown) => {
      response.status(500).json({ success: false })
    })
    return listening(createServer(app as RequestListener))
  },

  async fastify(handler, onRefused = () => undefined, given) {
    const app = fastify()
    closers.push(() => app.close())
    app.post(
      '/hook',
      fastifyWebhook({ scheme: seatable, secrets: given ?? secrets, maxBytes, onRefused }, handler),
    )
    app.register(async (eager) => {
      eager.addHook('onRequest', async (request) => {
        for await (const _chunk of request.raw);
      })
      eager.post(
        '/eaten',
        fastifyWebhook({ scheme: seatable, secrets: given ?? secrets, maxBytes, onRefused }, handler),
      )
    })
    return app.listen({ port: 0, host: '127.0.0.1' })
  },

  async hono(handler, onRefused = () => undefined, given) {
    const app = new Hono()
    const hook = honoWebhook({ scheme: seatable, secrets: given ?? secrets, maxBytes, onRefused }, handler)
    app.post('/hook', hook)
    app.use('/eaten', async (c, next) => {
      await c.req.json()
      await next()
    })
    app.post('/eaten', hook)
    app.use('/buffered', async (c, next) => {
      await c.req.arrayBuffer()
      await next()
    })
    app.post('/buffered', hook)
    app.onError((_error, c) => c.json({ success: false }, 500))
    return new Promise((resolve) => {
      const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
        resolve(`http://127.0.0.1:${port}`),
      )
      closers.push(() => new Promise((done) => server.close(done)))
    })
  },

  async fetch(handler, onRefused = () => undefined, given) {
    const hook = fetchWebhook({ scheme: seatable, secrets: given ?? secrets, maxBytes, onRefused }, handler)
    const fetchOrFail = (request: Request) =>
      hook(request).catch(() => Response.json({ success: false }, { status: 500 }))
    return new Promise((resolve) => {
      const server = serve({ fetch: fetchOrFail, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
        resolve(`http://127.0.0.1:${port}`),
      )
      closers.push(() => new Promise((done) => server.close(done)))
    })
  },
}

export const signed = (body?: string | Uint8Array) =>
  signedMessage(seatable, 'insert_row', { secret: secrets, ...(body === undefined ? {} : { body }) })

export const post = async (
  url: string,
  message: { headers: Record<string, string>; body: Uint8Array<ArrayBuffer> },
) => {
  const response = await fetch(url, { method: 'POST', headers: message.headers, body: message.body })
  return { status: response.status, body: await response.text(), type: response.headers.get('content-type') }
}
