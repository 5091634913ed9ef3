import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Scheme } from '../scheme/scheme.ts'
import { webhookCore } from './handle.ts'
import { readIncoming, sendAnswer } from './incoming.ts'
import type { WebhookHandler, WebhookOptions } from './webhook-options.ts'

export type { WebhookHandler, WebhookOptions }

/** What a handler under Express is called with: Express's own request and response. */
export interface ExpressContext {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

/**
 * An Express 4 or 5 handler. It reads the body itself: register it before `express.json()`, or behind
 * `express.raw({ type: '*\u002f*' })`.
 *
 * Refused requests are answered with the error's status, and what the handler throws goes to `next`.
 *
 * @throws {WebhookError} ERR_SECRET_EMPTY at once
 * @throws {WebhookError} ERR_SECRET_MALFORMED at once
 * @throws {WebhookError} ERR_OPTIONS_INVALID at once
 *
 * @example
 * app.post('/webex', webhook({ scheme: webex, secrets: process.env.WEBEX_SECRET }, async (event) => {}))
 */
export function webhook<S extends Scheme>(
  options: WebhookOptions<S, ExpressContext>,
  handler: WebhookHandler<S, ExpressContext>,
): (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => Promise<void> {
  const core = webhookCore(options, handler)
  const cure =
    'Express: register this route before app.use(express.json()), or give the route express.raw({ type: "*/*" }).'
  return async (request, response, next) => {
    try {
      const read = () => readIncoming(request, core.maxBytes, cure)
      const answer = await core.handle(read, { request, response }, () => response.headersSent)
      if (answer !== undefined) sendAnswer(request, response, answer)
    } catch (error) {
      next(error)
    }
  }
}
