import type { Scheme } from '../scheme/scheme.ts'
import { type RequestEventLike, requestEventWebhook } from './request-event.ts'
import type { WebhookHandler, WebhookOptions } from './webhook-options.ts'

export type { RequestEventLike, WebhookHandler, WebhookOptions }

/**
 * A handler of Elysia, on any runtime that Elysia runs on. Elysia parses bodies before handlers: the route says `parse: 'none'`.
 *
 * Refused requests are answered with the error's status, and what the handler throws goes to Elysia.
 *
 * @throws {WebhookError} ERR_SECRET_EMPTY at once, where the secret is no function
 * @throws {WebhookError} ERR_SECRET_MALFORMED at once, where the secret is no function
 * @throws {WebhookError} ERR_OPTIONS_INVALID at once
 *
 * @example
 * app.post('/webex', webhook({ scheme: webex, secrets: process.env.WEBEX_SECRET }, async (event) => {}), { parse: 'none' })
 */
export function webhook<S extends Scheme, Event extends RequestEventLike = RequestEventLike>(
  options: WebhookOptions<S, Event>,
  handler: WebhookHandler<S, Event>,
): (event: Event) => Promise<Response> {
  const cure = "Elysia: give the route { parse: 'none' } as its third argument."
  return requestEventWebhook(options, handler, cure)
}
