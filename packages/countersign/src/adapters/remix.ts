import type { Scheme } from '../scheme/scheme.ts'
import { type RequestEventLike, requestEventWebhook } from './request-event.ts'
import type { WebhookHandler, WebhookOptions } from './webhook-options.ts'

export type { RequestEventLike, WebhookHandler, WebhookOptions }

/**
 * An action or loader of a resource route of Remix 2 or React Router 7 and newer.
 *
 * Refused requests are answered with the error's status, and what the handler throws goes to Remix and React Router.
 *
 * @throws {WebhookError} ERR_SECRET_EMPTY at once, where the secret is no function
 * @throws {WebhookError} ERR_SECRET_MALFORMED at once, where the secret is no function
 * @throws {WebhookError} ERR_OPTIONS_INVALID at once
 *
 * @example
 * export const action = webhook({ scheme: webex, secrets: process.env.WEBEX_SECRET }, async (event) => {})
 */
export function webhook<S extends Scheme, Event extends RequestEventLike = RequestEventLike>(
  options: WebhookOptions<S, Event>,
  handler: WebhookHandler<S, Event>,
): (event: Event) => Promise<Response> {
  const cure = 'Remix: a middleware or the action itself has read request; let it read request.clone().'
  return requestEventWebhook(options, handler, cure)
}
