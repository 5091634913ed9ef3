// The matrix's applications on Bun: Bun.serve itself, and Elysia. Prints the address of each.
import { webhook as elysiaWebhook } from 'countersign/elysia'
import { webhook as fetchWebhook } from 'countersign/fetch'
import { Elysia } from 'elysia'
import { handler, options, unset } from './app.mjs'

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
