import type { Scheme } from '../scheme/scheme.ts'
import { readRequest, responseOf } from './from-request.ts'
import { webhookCore } from './handle.ts'
import type { WebhookHandler, WebhookOptions } from './webhook-options.ts'

export type { WebhookHandler, WebhookOptions }

/** What a fetch handler is called with; `env` and `execution` are the Worker's. */
export interface FetchContext<Env = unknown> {
  readonly request: Request
  readonly env: Env
  readonly execution: unknown
}

/**
 * A fetch handler for Workers, Deno, Bun, Next.js route handlers and whatever else takes a Request.
 *
 * Refused requests are answered with the error's status.
 *
 * @throws {WebhookError} ERR_SECRET_EMPTY at once
 * @throws {WebhookError} ERR_SECRET_MALFORMED at once
 * @throws {WebhookError} ERR_OPTIONS_INVALID at once
 *
 * @example
 * export default { fetch: webhook({ scheme: webex, secrets: ({ env }) => env.WEBEX_SECRET }, async (event) => {}) }
 */
export function webhook<S extends Scheme, Env = unknown>(
  options: WebhookOptions<S, FetchContext<Env>>,
  handler: WebhookHandler<S, FetchContext<Env>>,
): (request: Request, env?: Env, execution?: unknown) => Promise<Response> {
  const core = webhookCore(options, handler)
  return async (request, env, execution) => {
    const context = { request, env: env as Env, execution }
    return responseOf(await core.handle(readRequest(request, core.maxBytes), context))
  }
}
