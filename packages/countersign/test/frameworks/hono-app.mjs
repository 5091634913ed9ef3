// The matrix's application with Hono, for whichever runtime serves it.
import { webhook } from 'countersign/hono'
import { Hono } from 'hono'
import { handler, options, unset } from './app.mjs'

/** The application below a path. Other secrets where they are only in the runtime's environment. */
export const honoApp = (path = '/', secrets = undefined, none = unset) =>
  new Hono()
    .basePath(path)
    .post('/hook', webhook(options(secrets), handler))
    .post('/unset', webhook(options(none), handler))
    .use('/eaten', async (c, next) => {
      await c.req.json()
      await next()
    })
    .post('/eaten', webhook(options(secrets), handler))
    .onError((_error, c) => c.body(null, 500))
