import type { IncomingMessage } from 'node:http'
import type { Scheme } from '../scheme/scheme.ts'
import { type Answer, webhookCore } from './handle.ts'
import { readIncoming } from './incoming.ts'
import type { WebhookHandler, WebhookOptions } from './webhook-options.ts'

export type { WebhookHandler, WebhookOptions }

/** The part of Fastify's request that is used here. */
export interface FastifyRequestLike {
  readonly raw: IncomingMessage
}

/** The part of Fastify's reply that is used here. */
export interface FastifyReplyLike {
  readonly raw: { readonly headersSent: boolean }
  readonly sent: boolean
  code(status: number): unknown
  header(name: string, value: string): unknown
  send(payload?: unknown): unknown
}

/** What a handler under Fastify is called with. */
export interface FastifyContext {
  readonly request: FastifyRequestLike
  readonly reply: FastifyReplyLike
}

/** Route options: the second argument of `app.post(url, …)`. */
export interface FastifyWebhook {
  readonly onRequest: (request: FastifyRequestLike, reply: FastifyReplyLike) => Promise<unknown>
  readonly handler: () => void
}

/**
 * Route options for Fastify 5. Everything happens in `onRequest`, before Fastify's body parsers: the raw bytes
 * are there whatever the content type, and no parser of the application has to be changed.
 *
 * Refused requests are answered with the error's status, and what the handler throws goes to Fastify's error handler.
 *
 * @throws {WebhookError} ERR_SECRET_EMPTY at once
 * @throws {WebhookError} ERR_SECRET_MALFORMED at once
 * @throws {WebhookError} ERR_OPTIONS_INVALID at once
 *
 * @example
 * app.post('/webex', webhook({ scheme: webex, secrets: process.env.WEBEX_SECRET }, async (event) => {}))
 */
export function webhook<S extends Scheme>(
  options: WebhookOptions<S, FastifyContext>,
  handler: WebhookHandler<S, FastifyContext>,
): FastifyWebhook {
  const core = webhookCore(options, handler)
  const cure =
    'Fastify: another onRequest or preParsing hook reads the body before this route; leave the raw stream alone.'
  return {
    async onRequest(request, reply) {
      const context = { request, reply }
      const read = () => readIncoming(request.raw, core.maxBytes, cure)
      const answer = await core.handle(read, context, () => reply.sent)
      return answer === undefined || reply.sent ? reply : respond(request.raw, reply, answer)
    },
    // Never reached: a hook that has sent the reply ends the request's life.
    handler: () => undefined,
  }
}

/** Sends an answer by a Fastify reply. */
export function respond(
  request: IncomingMessage,
  reply: FastifyReplyLike,
  { status, headers, body }: Answer,
): unknown {
  reply.code(status)
  for (const [name, value] of Object.entries(headers)) reply.header(name, value)
  // HTTP/2 has no such header; there the stream ends, not the connection.
  if (!request.complete && request.httpVersionMajor === 1) reply.header('connection', 'close')
  // A Buffer: Fastify's serializers leave it alone.
  reply.send(Buffer.from(body))
  return reply
}
