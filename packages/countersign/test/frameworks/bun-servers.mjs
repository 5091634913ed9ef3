// The matrix's applications on Bun: Bun.serve itself, Elysia, Hono and Express. Prints the address of each.
import { webhook as elysiaWebhook } from 'countersign/elysia'
import { webhook as fetchWebhook } from 'countersign/fetch'
import { Elysia } from 'elysia'
import { handler, options, unset } from './app.mjs'
import { expressApp } from './express-app.mjs'
import { honoApp } from './hono-app.mjs'

const hooks = { '/hook': fetchWebhook(options(), handler), '/unset': fetchWebhook(options(unset), handler) }
const bun = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  async fetch(request) {
    const { pathname } = new URL(request.url)
    if (pathname === '/eaten') await request.text()
    return (hooks[pathname] ?? hooks['/hook'])(request)
  },
  error: () => new Response(null, { status: 500 }),
})
console.log(`Bun http://127.0.0.1:${bun.port}`)

const app = new Elysia()
  .post('/hook', elysiaWebhook(options(), handler), { parse: 'none' })
  .post('/unset', elysiaWebhook(options(unset), handler), { parse: 'none' })
  // Without `parse` Elysia reads the body first.
  .post('/eaten', elysiaWebhook(options(), handler), { parse: 'json' })
  .listen({ hostname: '127.0.0.1', port: 0 })
console.log(`Elysia http://127.0.0.1:${app.server.port}`)

const hono = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: honoApp().fetch })
console.log(`Hono http://127.0.0.1:${hono.port}`)

const express = expressApp().listen(0, '127.0.0.1', () =>
  console.log(`Express http://127.0.0.1:${express.address().port}`),
)
