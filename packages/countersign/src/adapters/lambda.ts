import type { Scheme } from '../scheme/scheme.ts'
import { webhookCore } from './handle.ts'
import { type LambdaEventLike, type LambdaResult, lambdaInput, lambdaResult } from './lambda-event.ts'
import type { WebhookHandler, WebhookOptions } from './webhook-options.ts'

export type { LambdaEventLike, LambdaResult, WebhookHandler, WebhookOptions }

/** What a handler under AWS Lambda is called with: the invocation's event and context. */
export interface LambdaContext {
  readonly event: LambdaEventLike
  readonly context: unknown
}

/**
 * A Lambda handler behind API Gateway (REST with payload 1.0, HTTP with 1.0 or 2.0), a function URL or an Application
 * Load Balancer. A REST API must be told to leave bytes alone: `binaryMediaTypes: ['*\u002f*']`.
 *
 * Refused requests are answered with the error's status; what the handler throws is a failed invocation.
 *
 * @throws {WebhookError} ERR_SECRET_EMPTY at once, where the secret is no function
 * @throws {WebhookError} ERR_SECRET_MALFORMED at once, where the secret is no function
 * @throws {WebhookError} ERR_OPTIONS_INVALID at once
 *
 * @example
 * export const handler = webhook({ scheme: webex, secrets: process.env.WEBEX_SECRET }, async (event) => {})
 */
export function webhook<S extends Scheme>(
  options: WebhookOptions<S, LambdaContext>,
  handler: WebhookHandler<S, LambdaContext>,
): (event: LambdaEventLike, context?: unknown) => Promise<LambdaResult> {
  const core = webhookCore(options, handler)
  return async (event, context) => {
    const answer = await core.handle(() => lambdaInput(event), { event, context })
    return lambdaResult(answer, event)
  }
}
