import type { FastifyInstance } from 'fastify'
import type { Trace } from '../../model/trace.ts'

/**
 * Says of each request what it was answered, by the pattern of its route: an address may hold what is no business of a
 * log. What comes in at `/in/` says so itself.
 */
export function traceRequests(app: FastifyInstance, trace: Trace | undefined): void {
  if (trace === undefined) return
  app.addHook('onResponse', (request, reply, done) => {
    const { method, routeOptions } = request
    const about = { method, route: routeOptions.url ?? null, status: reply.statusCode }
    trace({ ...about, ms: Math.round(reply.elapsedTime) }, 'a request was answered')
    done()
  })
}
