import type { FastifyInstance } from 'fastify'
import { type Faults, faultsChangeSchema, noFaults } from './faults.ts'

/** One thing that the simulator did, for its terminal and for `GET /simulate/log`. */
interface LogEntry {
  readonly at: number
  /** One sentence; tokens and secrets are never in it. */
  readonly line: string
}

/** The part that all simulators share: faults, a log, and the wrong answers of a provider gone bad. */
export interface Control {
  faults(): Faults
  change(faults: Partial<Faults>): Faults
  log(line: string): void
  /** The provider's own clock, in ms. */
  now(): number
}

/** The log keeps this many lines. */
const logLimit = 1000

/**
 * Adds the control API (`/simulate/…`, no token: it is a simulator) and the faults of the API itself. An API
 * call that a fault answers reaches no handler.
 */
export function addControl(
  app: FastifyInstance,
  options: { readonly now: () => number; readonly print: (line: string) => void },
): Control {
  let faults = noFaults
  const entries: LogEntry[] = []
  const control: Control = {
    faults: () => faults,
    change: (changed) => {
      faults = { ...faults, ...changed }
      return faults
    },
    log: (line) => {
      entries.push({ at: options.now(), line })
      if (entries.length > logLimit) entries.shift()
      options.print(line)
    },
    now: () => options.now() + faults.clockAheadMs,
  }
  app.get('/simulate/faults', async () => faults)
  app.post('/simulate/faults', async (request, reply) => {
    const parsed = faultsChangeSchema.safeParse(request.body)
    if (!parsed.success) return reply.code(400).send({ message: parsed.error.issues[0]?.message })
    return control.change(parsed.data)
  })
  app.get('/simulate/log', async () => ({ items: entries }))
  app.addHook('onSend', async (_request, reply) => {
    reply.header('date', new Date(control.now()).toUTCString())
  })
  app.addHook('onRequest', async (request, reply) => {
    if (request.url.startsWith('/simulate/')) return
    if (faults.dead) {
      request.raw.socket.destroy()
      return reply.hijack()
    }
    const { api } = faults
    if (api === 'well') return
    if (faults.times !== null)
      faults =
        faults.times > 1 ? { ...faults, times: faults.times - 1 } : { ...faults, times: null, api: 'well' }
    control.log(`API ${request.method} ${request.url.split('?')[0]} answered badly on purpose: ${api}`)
    if (api === 'nothing') {
      request.raw.socket.destroy()
      return reply.hijack()
    }
    if (api === 'html')
      return reply
        .code(200)
        .type('text/html')
        .send('<html><body>The service is in maintenance.</body></html>')
    if (api === 'rate-limited')
      return reply
        .code(429)
        .header('Retry-After', String(faults.retryAfterSeconds))
        .send({ message: 'Too many requests' })
    return reply.code(api === 'forbidden' ? 403 : 500).send({ message: 'A simulated failure.' })
  })
  return control
}
