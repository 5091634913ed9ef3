// The matrix's application on Deno. Prints its address.
import { webhook } from 'countersign/fetch'
import { handler, options, unset } from './app.mjs'

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
