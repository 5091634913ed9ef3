import type { Scheme } from '../scheme/scheme.ts'
import { type RequestEventLike, requestEventWebhook } from './request-event.ts'
import type { WebhookHandler, WebhookOptions } from './webhook-options.ts'

export type { RequestEventLike, WebhookHandler, WebhookOptions }

/**
 * An endpoint of Astro, for a route that is rendered on demand (`export const prerender = false`).
 *
 * Refused requests are answered with the error's status, and what the handler throws goes to Astro.
 *
 * @throws {WebhookError} ERR_SECRET_EMPTY at once, where the secret is no function
 * @throws {WebhookError} ERR_SECRET_MALFORMED at once, where the secret is no function
 * @throws {WebhookError} ERR_OPTIONS_INVALID at once
 *
 * @example
 * export const POST = webhook({ scheme: webex, secrets: () => import.meta.env.WEBEX_SECRET }, async (event) => {})
 */
export function webhook<S extends Scheme, Event extends RequestEventLike = RequestEventLike>(
  options: WebhookOptions<S, Event>,
  handler: WebhookHandler<S, Event>,
): (event: Event) => Promise<Response> {
  const cure =
    'Astro: a middleware (src/middleware.ts) has read context.request; let it read context.request.clone().'
  return requestEventWebhook(options, handler, cure)
}
