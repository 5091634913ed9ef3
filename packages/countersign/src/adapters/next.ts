import type { Scheme } from '../scheme/scheme.ts'
import { readRequest, responseOf } from './from-request.ts'
import { webhookCore } from './handle.ts'
import { notWhileBuilding } from './next-build.ts'
import type { WebhookHandler, WebhookOptions } from './webhook-options.ts'

export type { WebhookHandler, WebhookOptions }

/** What a handler under Next.js is called with; `route` is what Next gives beside the request. */
export interface NextContext {
  readonly request: Request
  readonly route: unknown
}

/**
 * A route handler of Next.js' app router, for `app/…/route.ts`, on Node and on the edge.
 *
 * Refused requests are answered with the error's status. `next build` loads routes where secrets mostly are not: a
 * missing one is told when the built application loads the route.
 *
 * @throws {WebhookError} ERR_SECRET_EMPTY at once, but not during `next build`
 * @throws {WebhookError} ERR_SECRET_MALFORMED at once, but not during `next build`
 * @throws {WebhookError} ERR_OPTIONS_INVALID at once
 *
 * @example
 * export const POST = webhook({ scheme: webex, secrets: process.env.WEBEX_SECRET }, async (event) => {})
 */
export function webhook<S extends Scheme>(
  options: WebhookOptions<S, NextContext>,
  handler: WebhookHandler<S, NextContext>,
): (request: Request, route?: unknown) => Promise<Response> {
  const core = webhookCore(notWhileBuilding(options), handler)
  const cure =
    'Next.js: this route or middleware has called request.json() or text() before; leave the body alone, or read request.clone().'
  return async (request, route) =>
    responseOf(await core.handle(readRequest(request, core.maxBytes, cure), { request, route }))
}
