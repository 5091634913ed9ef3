import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { BodyFailure, Ingest } from '../../ingest/ingest.ts'
import type { Code } from '../../model/codes.ts'
import { Refusal } from '../../model/refusal.ts'

const problems: Readonly<Record<BodyFailure, Code>> = {
  ERR_BODY_TOO_LARGE: 'ERR_REQUEST_TOO_LARGE',
  ERR_BODY_UNREADABLE: 'ERR_INPUT',
  ERR_INTAKE_FULL: 'ERR_INTAKE_FULL',
  ERR_UPLOAD_TOO_SLOW: 'ERR_UPLOAD_TOO_SLOW',
}

/**
 * Has the routes of `app` read their bodies as ingest does, within its limits, up to their `bodyLimit` and
 * whatever the content type: Fastify's own parsers keep each chunk as an object, and count nothing.
 */
export function takeBodies(app: FastifyInstance, ingest: Pick<Ingest, 'readBody'>): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (request, _payload, done) => {
    ingest.readBody(request.raw, request.routeOptions.bodyLimit ?? 0, (read) => {
      if (read.failure === null) done(null, read.body)
      else done(new Refusal(problems[read.failure]), undefined)
    })
  })
}

/** The body as it came; of no bytes where there is none. */
export function bytesOf(request: FastifyRequest): Uint8Array {
  return request.body instanceof Uint8Array ? request.body : new Uint8Array()
}

/** Whether a request says that its body is JSON. */
export function isJson(request: FastifyRequest): boolean {
  return request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() === 'application/json'
}

/** Strict UTF-8, strict JSON; a body nested too deep is an error of the caller's too. Throws ERR_INPUT. */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new Refusal('ERR_INPUT', 'The body is not JSON in UTF-8.')
  }
}
