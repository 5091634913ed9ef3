// The matrix's applications on Deno: Deno.serve itself, Hono and Express. Prints the address of each.
import { webhook } from 'countersign/fetch'
import { handler, options, unset } from './app.mjs'
import { expressApp } from './express-app.mjs'
import { honoApp } from './hono-app.mjs'

const hooks = { '/hook': webhook(options(), handler), '/unset': webhook(options(unset), handler) }
Deno.serve(
  {
    hostname: '127.0.0.1',
    port: 0,
    onListen: ({ port }) => console.log(`Deno http://127.0.0.1:${port}`),
    onError: () => new Response(null, { status: 500 }),
  },
  async (request, info) => {
    const { pathname } = new URL(request.url)
    if (pathname === '/eaten') await request.text()
    return (hooks[pathname] ?? hooks['/hook'])(request, info)
  },
)

Deno.serve(
  { hostname: '127.0.0.1', port: 0, onListen: ({ port }) => console.log(`Hono http://127.0.0.1:${port}`) },
  honoApp().fetch,
)

const express = expressApp().listen(0, '127.0.0.1', () =>
  console.log(`Express http://127.0.0.1:${express.address().port}`),
)
