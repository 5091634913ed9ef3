import type { FastifyInstance } from 'fastify'
import { fromCode } from '../shapes/problem.ts'
import { sendProblem } from './mount.ts'

/**
 * Answers 404 in one form to what nothing else serves, before its body is read: Fastify would gather up to 1 MiB for
 * each stranger who posts to nowhere. To be called first, since it holds for what is registered after it.
 */
export function registerFront(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (!request.is404) return done()
    // A turn later, when what has come of the request is read: its answer would close the connection otherwise.
    setImmediate(() => sendProblem(reply, fromCode('ERR_NOT_FOUND')))
  })
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, fromCode('ERR_NOT_FOUND')))
}
