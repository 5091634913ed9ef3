import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Json, readJson, writeJson } from './json-in-order.ts'

const texts = new WeakMap<FastifyRequest, string>()

/**
 * Has a server keep the text of JSON that it is given, and answer what it read of it as it was written. A body that is
 * announced as JSON and empty is none: official clients send a DELETE so.
 */
export function keepBodies(app: FastifyInstance): void {
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, text, done) => {
    if (text.length === 0) return done(null)
    try {
      const body: unknown = JSON.parse(String(text))
      texts.set(request, String(text))
      done(null, body)
    } catch (error) {
      done(Object.assign(error as Error, { statusCode: 400 }))
    }
  })
  app.setReplySerializer(writeJson)
}

/** A member of a request's JSON as it was written; `undefined` where it has none. */
export function exactMember(request: FastifyRequest, name: string): Json | undefined {
  const text = texts.get(request)
  const body = text === undefined ? null : readJson(text)
  return body instanceof Map ? body.get(name) : undefined
}
