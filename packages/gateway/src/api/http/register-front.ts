import type { FastifyInstance } from 'fastify'
import { fromCode, toProblem } from '../shapes/problem.ts'
import { guardHost, type HostRules } from './host-guard.ts'
import { sendProblem } from './mount.ts'

const page = `Countersign is up. This build has no console yet; what it would show is at hand otherwise:

  countersign source list, event list, delivery list, rejection list, ...
  /api/openapi.json    the API
  /metrics             for Prometheus
  /readyz              whether all is well
`

/**
 * Serves `/` where `front` is given, by its rules, and answers 404 in one form to what nothing else serves,
 * before its body is read: Fastify would gather up to 1 MiB for each stranger who posts to nowhere. To be called
 * first, since it holds for what is registered after it.
 */
export function registerFront(
  app: FastifyInstance,
  front: { readonly hostRules: HostRules | null } | null,
): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (!request.is404) return done()
    // A turn later, when what has come of the request is read: its answer would close the connection otherwise.
    setImmediate(() => sendProblem(reply, fromCode('ERR_NOT_FOUND')))
  })
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, fromCode('ERR_NOT_FOUND')))
  if (front === null) return
  app.get('/', (request, reply) => {
    try {
      if (front.hostRules !== null) guardHost(request.raw, front.hostRules)
    } catch (error) {
      return sendProblem(reply, toProblem(error) ?? fromCode('ERR_INTERNAL'))
    }
    return reply.type('text/plain; charset=utf-8').header('x-content-type-options', 'nosniff').send(page)
  })
}
