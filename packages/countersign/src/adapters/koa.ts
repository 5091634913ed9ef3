import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Scheme } from '../scheme/scheme.ts'
import { webhookCore } from './handle.ts'
import { type Parsed, readIncoming } from './incoming.ts'
import type { WebhookHandler, WebhookOptions } from './webhook-options.ts'

export type { WebhookHandler, WebhookOptions }

/** The part of Koa's context that is used here. */
export interface KoaContextLike {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly request: object
  readonly originalUrl: string
  respond?: boolean | undefined
  status: number
  body: unknown
  set(headers: Record<string, string>): void
}

/**
 * A Koa 2 or 3 middleware that answers. It reads the body itself: use it before a body parser, or behind one that has
 * left the raw bytes in `ctx.request.rawBody`.
 *
 * Refused requests are answered with the error's status, and what the handler throws goes to Koa.
 *
 * @throws {WebhookError} ERR_SECRET_EMPTY at once
 * @throws {WebhookError} ERR_SECRET_MALFORMED at once
 * @throws {WebhookError} ERR_OPTIONS_INVALID at once
 *
 * @example
 * router.post('/webex', webhook({ scheme: webex, secrets: process.env.WEBEX_SECRET }, async (event) => {}))
 */
export function webhook<S extends Scheme, Context extends KoaContextLike = KoaContextLike>(
  options: WebhookOptions<S, Context>,
  handler: WebhookHandler<S, Context>,
): (context: Context) => Promise<void> {
  const core = webhookCore(options, handler)
  const cure =
    'Koa: use this route before the body parser, or set ctx.disableBodyParser = true for its path in a middleware above the parser.'
  return async (context) => {
    const { req, res, request, originalUrl } = context
    const { body, rawBody } = request as Parsed
    const read = () => readIncoming(req, core.maxBytes, cure, { body, rawBody, originalUrl })
    // Koa answers 404 where nothing is set: a body, or a status of one's own, is an answer.
    const answered = (): boolean => context.respond === false || res.headersSent || context.body != null
    const answer = await core.handle(read, context, answered)
    if (answer === undefined) return
    context.status = answer.status
    context.set(answer.headers)
    if (!req.complete && req.httpVersionMajor === 1) context.set({ connection: 'close' })
    context.body = Buffer.from(answer.body)
  }
}
