// The matrix's applications on workerd, Hono's below `/hono`, with the secret in the Worker's environment, where it is only at requests.
import { webhook } from 'countersign/fetch'
import { handler, options } from './app.mjs'
import { honoApp } from './hono-app.mjs'

const hook = webhook(
  options(({ env }) => env.SECRET),
  handler,
)
const unset = webhook(
  options(({ env }) => env.OTHER),
  handler,
)
const hono = honoApp(
  '/hono',
  (c) => c.env.SECRET,
  (c) => c.env.OTHER,
)

export default {
  async fetch(request, env, execution) {
    const { pathname } = new URL(request.url)
    if (pathname.startsWith('/hono/')) return hono.fetch(request, env, execution)
    if (pathname === '/eaten') await request.text()
    try {
      return await (pathname === '/unset' ? unset : hook)(request, env, execution)
    } catch {
      return new Response(null, { status: 500 })
    }
  },
}
