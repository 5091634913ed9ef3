import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Scheme } from '../scheme/scheme.ts'
import { webhookCore } from './handle.ts'
import { readIncoming, sendAnswer } from './incoming.ts'
import { notWhileBuilding } from './next-build.ts'
import type { WebhookHandler, WebhookOptions } from './webhook-options.ts'

export type { WebhookHandler, WebhookOptions }

/** What a handler under Next.js' pages router is called with: the API route's request and response. */
export interface NextPagesContext {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

/**
 * An API route of Next.js' pages router, for `pages/api/….ts`, which must turn off Next's parser itself: Next reads
 * `config` without running the file.
 *
 * Refused requests are answered with the error's status, and what the handler throws goes to Next.
 *
 * @throws {WebhookError} ERR_SECRET_EMPTY at once, but not during `next build`
 * @throws {WebhookError} ERR_SECRET_MALFORMED at once, but not during `next build`
 * @throws {WebhookError} ERR_OPTIONS_INVALID at once
 *
 * @example
 * export const config = { api: { bodyParser: false } }
 * export default webhook({ scheme: webex, secrets: process.env.WEBEX_SECRET }, async (event) => {})
 */
export function webhook<S extends Scheme>(
  options: WebhookOptions<S, NextPagesContext>,
  handler: WebhookHandler<S, NextPagesContext>,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const core = webhookCore(notWhileBuilding(options), handler)
  const cure = 'Next.js: export const config = { api: { bodyParser: false } } in this API route.'
  return async (request, response) => {
    const read = () => readIncoming(request, core.maxBytes, cure)
    const answer = await core.handle(read, { request, response }, () => response.headersSent)
    if (answer !== undefined) sendAnswer(request, response, answer)
  }
}
