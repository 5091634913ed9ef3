import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { fromCode } from '../shapes/problem.ts'
import { sendProblem } from './mount.ts'
import { RouteMethods } from './route-methods.ts'

/**
 * Answers what nothing else serves, before its body is read: Fastify would gather up to 1 MiB for each stranger who posts
 * to nowhere. 404; 405 with `Allow` where the address takes other methods; and to OPTIONS which ones. To be called first,
 * since it holds for what is registered after it.
 */
export function registerFront(app: FastifyInstance): void {
  const methods = new RouteMethods()
  app.addHook('onRoute', ({ url, method }) => methods.add(url, method))
  const refuse = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const allowed = methods.of(request.url.replace(/\?.*$/s, ''))
    if (allowed.length === 0 && request.url !== '*') return sendProblem(reply, fromCode('ERR_NOT_FOUND'))
    // RFC 9110, section 9.3.7: a target of * asks for the server as a whole.
    if (allowed.length > 0) reply.header('allow', [...allowed, 'OPTIONS'].join(', '))
    if (request.method !== 'OPTIONS') return sendProblem(reply, fromCode('ERR_METHOD'))
    return reply.code(204).send()
  }
  app.addHook('onRequest', (request, reply, done) => {
    if (!request.is404) return done()
    // A turn later, when what has come of the request is read: its answer would close the connection otherwise.
    setImmediate(() => refuse(request, reply))
  })
  app.setNotFoundHandler(refuse)
}
