import type { Scheme } from '../scheme/scheme.ts'
import { type RequestEventLike, requestEventWebhook } from './request-event.ts'
import type { WebhookHandler, WebhookOptions } from './webhook-options.ts'

export type { RequestEventLike, WebhookHandler, WebhookOptions }

/**
 * A handler of a SvelteKit endpoint, for `+server.ts`.
 *
 * `vite build` loads endpoints where secrets mostly are not: give them as a function, which is called at requests.
 *
 * Refused requests are answered with the error's status, and what the handler throws goes to SvelteKit.
 *
 * @throws {WebhookError} ERR_SECRET_EMPTY at once, where the secret is no function
 * @throws {WebhookError} ERR_SECRET_MALFORMED at once, where the secret is no function
 * @throws {WebhookError} ERR_OPTIONS_INVALID at once
 *
 * @example
 * export const POST = webhook({ scheme: webex, secrets: () => env.WEBEX_SECRET }, async (event) => {})
 */
export function webhook<S extends Scheme, Event extends RequestEventLike = RequestEventLike>(
  options: WebhookOptions<S, Event>,
  handler: WebhookHandler<S, Event>,
): (event: Event) => Promise<Response> {
  const cure =
    'SvelteKit: a hook (hooks.server.ts) has read event.request; let it read event.request.clone().'
  return requestEventWebhook(options, handler, cure)
}
