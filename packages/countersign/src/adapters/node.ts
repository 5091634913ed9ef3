import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Scheme } from '../scheme/scheme.ts'
import { webhookCore } from './handle.ts'
import { readIncoming, sendAnswer } from './incoming.ts'
import type { WebhookHandler, WebhookOptions } from './webhook-options.ts'

export type { WebhookHandler, WebhookOptions }

/** What a handler under node:http is called with. */
export interface NodeContext {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

/** The options of node:http's adapter. */
export interface NodeWebhookOptions<S extends Scheme> extends WebhookOptions<S, NodeContext> {
  /** Told of what the handler throws; the answer is a 500 and waits for it. Default: console.error. */
  readonly onError?: (error: unknown, context: NodeContext) => unknown
}

/**
 * A request listener for node:http and node:https.
 *
 * Refused requests are answered with the error's status.
 *
 * @throws {WebhookError} ERR_SECRET_EMPTY at once
 * @throws {WebhookError} ERR_SECRET_MALFORMED at once
 * @throws {WebhookError} ERR_OPTIONS_INVALID at once
 *
 * @example
 * createServer(webhook({ scheme: webex, secrets: process.env.WEBEX_SECRET }, async (event) => {})).listen(10007)
 */
export function webhook<S extends Scheme>(
  options: NodeWebhookOptions<S>,
  handler: WebhookHandler<S, NodeContext>,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { onError = (error: unknown) => console.error(error), ...rest } = options
  const core = webhookCore(rest, handler)
  const cure =
    'Something has read the request before: call webhook() first, or leave the raw bytes in request.body.'
  return async (request, response) => {
    const context = { request, response }
    try {
      const read = () => readIncoming(request, core.maxBytes, cure)
      const answer = await core.handle(read, context, () => response.headersSent)
      if (answer !== undefined) sendAnswer(request, response, answer)
    } catch (error) {
      // Nobody looks at what a listener returns: a rejection would end the process.
      await Promise.resolve()
        .then(() => onError(error, context))
        .catch((again: unknown) => console.error(again))
      const headers = { 'content-type': 'application/json' }
      sendAnswer(request, response, { status: 500, headers, body: '{"success":false}' })
    }
  }
}
