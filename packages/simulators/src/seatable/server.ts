import { fastify } from 'fastify'
import { addControl, type Control } from '../control.ts'
import { keepBodies } from '../exact-body.ts'
import type { PythonValue } from '../python-json.ts'
import { newTokens, type Tokens } from './access.ts'
import { type Base, createBase } from './base.ts'
import { SeaTableProblem } from './problem.ts'
import { addRowRoutes } from './routes-rows.ts'
import { addWebhookRoutes } from './routes-webhooks.ts'
import { createWebhooks, type Webhooks } from './webhooks.ts'

/** A running simulator of SeaTable, with one base. */
export interface SeaTableSimulator {
  /** The server's address, `http://127.0.0.1:PORT`. */
  readonly server: string
  readonly base: Base
  readonly tokens: Tokens
  readonly webhooks: Webhooks
  readonly control: Control
  close(): Promise<void>
}

export interface SeaTableSimulatorOptions {
  /** Default: 127.0.0.1. */
  readonly host?: string
  /** Default: 0, any free one. */
  readonly port?: number
  /** Default: made up anew. */
  readonly tokens?: Tokens
  /** Default: 1. */
  readonly workspace?: number
  /** Default: `Projects`. */
  readonly name?: string
  /** Default: one table, `Opportunities`, with the columns `Name` and `Status`. */
  readonly tables?: readonly { readonly name: string; readonly columns: readonly string[] }[]
  /** How long it waits for a connection and for an answer, in ms. Default: 30,000, as SeaTable does. */
  readonly timeoutMs?: number
  /** Leaves `is_valid` out of the webhook list. Default: false. */
  readonly hideValidity?: boolean
  /** Milliseconds since 1970. Default: the system's clock. */
  readonly now?: () => number
  /** Takes each line of what happens. Default: nobody. */
  readonly print?: (line: string) => void
}

/**
 * Starts a local server that behaves as SeaTable's webhooks do, after the sender's source
 * (seatable/dtable-events). Not known and therefore guessed: whether the API's list shows `is_valid`, that a
 * PUT makes a webhook valid again, and which notification a call of the rows API gives.
 */
export async function simulateSeaTable(options: SeaTableSimulatorOptions = {}): Promise<SeaTableSimulator> {
  const now = options.now ?? Date.now
  const app = fastify({ bodyLimit: 1 << 20, routerOptions: { ignoreTrailingSlash: true } })
  keepBodies(app)
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(body.toString()))),
  )
  const control = addControl(app, { now, print: options.print ?? (() => {}) })
  const webhooks = createWebhooks({ control, timeoutMs: options.timeoutMs ?? 30_000 })
  const tokens = options.tokens ?? newTokens()
  const base = createBase({
    workspace: options.workspace ?? 1,
    name: options.name ?? 'Projects',
    tables: options.tables ?? [{ name: 'Opportunities', columns: ['Name', 'Status'] }],
    now: control.now,
    changed: (body: PythonValue) => webhooks.changed(body),
  })
  app.setErrorHandler((error, _request, reply) => {
    if (error instanceof SeaTableProblem)
      return reply
        .code(error.status)
        .send(error.status === 401 ? { detail: error.message } : { error_msg: error.message })
    const { statusCode, message } = error as { statusCode?: number; message?: string }
    return reply.code(statusCode ?? 500).send({ error_msg: message ?? 'Internal Server Error' })
  })
  app.setNotFoundHandler(({ method, url }, reply) =>
    reply.code(404).send({ error_msg: `The simulator has no ${method} ${url.split('?')[0]}.` }),
  )
  await app.register(
    async (api) =>
      addWebhookRoutes(api, { base, webhooks, tokens, control, hideValidity: options.hideValidity ?? false }),
    { prefix: '/api/v2.1' },
  )
  await app.register(async (api) => addRowRoutes(api, base, tokens), { prefix: '/api-gateway/api/v2' })
  app.post('/simulate/idle', async () => {
    await webhooks.idle()
    return { idle: true }
  })
  const server = await app.listen({ host: options.host ?? '127.0.0.1', port: options.port ?? 0 })
  return {
    server,
    base,
    tokens,
    webhooks,
    control,
    async close() {
      webhooks.close()
      app.server.closeAllConnections()
      await app.close()
    },
  }
}
