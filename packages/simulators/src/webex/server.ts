import { randomUUID } from 'node:crypto'
import { fastify } from 'fastify'
import { addControl, type Control } from '../control.ts'
import { keepBodies } from '../exact-body.ts'
import { takeForms } from './message-form.ts'
import { WebexProblem } from './problem.ts'
import { addMessageRoutes } from './routes-messages.ts'
import { addPeopleRoutes } from './routes-people.ts'
import { addRoomRoutes } from './routes-rooms.ts'
import { addWebhookRoutes } from './routes-webhooks.ts'
import { createWebhooks, type Deactivation, defaultDeactivation, type Webhooks } from './webhooks.ts'
import { createWorld, type Happening, type Newcomer, type World } from './world.ts'

/** A running simulator of Webex. */
export interface WebexSimulator {
  /** The API's base, `http://127.0.0.1:PORT/v1`. */
  readonly api: string
  readonly world: World
  readonly webhooks: Webhooks
  readonly control: Control
  close(): Promise<void>
}

export interface WebexSimulatorOptions {
  /** Default: 127.0.0.1. */
  readonly host?: string
  /** Default: 0, any free one. */
  readonly port?: number
  /** Who is there. Default: a person and a bot with tokens made up anew. */
  readonly newcomers?: readonly Newcomer[]
  readonly deactivation?: Partial<Deactivation>
  /** Milliseconds since 1970. Default: the system's clock. */
  readonly now?: () => number
  /** Takes each line of what happens. Default: nobody. */
  readonly print?: (line: string) => void
}

/** A person and a bot, each with a token. */
export function defaultNewcomers(): readonly Newcomer[] {
  const token = () => randomUUID().replaceAll('-', '')
  return [
    { token: token(), email: 'person@example.com', displayName: 'A Person', type: 'person' },
    { token: token(), email: 'batbot@webex.bot', displayName: 'BatBot', type: 'bot' },
  ]
}

/**
 * Starts a local server that behaves as Webex's REST API and webhooks do, as far as that is known. Not known
 * and therefore guessed: when a failing webhook is switched off, how long an answer may take, that a
 * notification is sent once and not again, the cursor in `Link`, and the words of most errors.
 */
export async function simulateWebex(options: WebexSimulatorOptions = {}): Promise<WebexSimulator> {
  const now = options.now ?? Date.now
  // Webex’s SDK asks for `/people/?id=…`.
  const app = fastify({ bodyLimit: 1 << 20, routerOptions: { ignoreTrailingSlash: true } })
  keepBodies(app)
  takeForms(app)
  const control = addControl(app, { now, print: options.print ?? (() => {}) })
  let webhooks: Webhooks | undefined
  const happened = (happening: Happening) => webhooks?.happened(happening)
  const world = createWorld({
    newcomers: options.newcomers ?? defaultNewcomers(),
    now: control.now,
    frozenActivity: () => control.faults().frozenActivity,
    happened,
  })
  webhooks = createWebhooks({
    control,
    accounts: () => world.accounts.values(),
    deactivation: { ...defaultDeactivation, ...options.deactivation },
  })
  app.setErrorHandler((error, _request, reply) => {
    const problem = WebexProblem.from(error)
    return reply.code(problem.status).send({
      message: problem.message,
      errors: [{ description: problem.message }],
      trackingId: `SIMULATED_${randomUUID()}`,
    })
  })
  app.setNotFoundHandler(({ method, url }, reply) => {
    const message = `The simulator has no ${method} ${url.split('?')[0]}.`
    return reply.code(404).send({ message, errors: [{ description: message }] })
  })
  await app.register(
    async (api) => {
      addPeopleRoutes(api, world)
      addRoomRoutes(api, world)
      addMessageRoutes(api, world, control)
      addWebhookRoutes(api, world, webhooks, control)
    },
    { prefix: '/v1' },
  )
  app.post<{ Params: { id: string } }>('/simulate/webhooks/:id/deactivate', async (request) => {
    const webhook = webhooks.all.get(request.params.id)
    if (webhook === undefined) throw new WebexProblem(404, 'No such webhook.')
    webhook.status = 'inactive'
    control.log(`webhook "${webhook.name}" is inactive by command`)
    return { id: webhook.id, status: webhook.status }
  })
  app.post('/simulate/idle', async () => {
    await webhooks.idle()
    return { idle: true }
  })
  const address = await app.listen({ host: options.host ?? '127.0.0.1', port: options.port ?? 0 })
  return {
    api: `${address}/v1`,
    world,
    webhooks,
    control,
    async close() {
      webhooks.close()
      app.server.closeAllConnections()
      await app.close()
    },
  }
}
