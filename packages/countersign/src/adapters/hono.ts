import { WebhookError } from '../errors/webhook-error.ts'
import { readRequestBody } from '../message/body.ts'
import type { Scheme } from '../scheme/scheme.ts'
import { responseOf } from './from-request.ts'
import { webhookCore } from './handle.ts'
import type { WebhookHandler, WebhookOptions } from './webhook-options.ts'

export type { WebhookHandler, WebhookOptions }

/** The part of Hono's context that is used here. */
export interface HonoContextLike {
  readonly req: {
    readonly raw: Request
    readonly bodyCache: { readonly arrayBuffer?: unknown }
    arrayBuffer(): Promise<ArrayBuffer>
  }
}

/**
 * A Hono handler, on any runtime that Hono runs on.
 *
 * Refused requests are answered with the error's status.
 *
 * @throws {WebhookError} ERR_SECRET_EMPTY at once
 * @throws {WebhookError} ERR_SECRET_MALFORMED at once
 * @throws {WebhookError} ERR_OPTIONS_INVALID at once
 *
 * @example
 * app.post('/webex', webhook({ scheme: webex, secrets: (c) => c.env.WEBEX_SECRET }, async (event, c) => {}))
 */
export function webhook<S extends Scheme, Context extends HonoContextLike>(
  options: WebhookOptions<S, Context>,
  handler: WebhookHandler<S, Context>,
): (context: Context) => Promise<Response> {
  const core = webhookCore(options, handler)
  return async (context) => {
    const { raw } = context.req
    const read = async () => ({
      method: raw.method,
      url: raw.url,
      headers: raw.headers,
      body: await bytes(context, core.maxBytes),
    })
    return responseOf(await core.handle(read, context))
  }
}

/** Hono would hand out JSON written again where a middleware has called `c.req.json()`: that is refused. */
async function bytes({ req }: HonoContextLike, maxBytes: number): Promise<Uint8Array> {
  if (!req.raw.bodyUsed) return readRequestBody(req.raw, maxBytes)
  if (req.bodyCache.arrayBuffer === undefined) {
    throw new WebhookError('ERR_BODY_CONSUMED', {
      hint: 'Hono: register this route before the middleware that calls c.req.json() or text(), or let that one call c.req.arrayBuffer().',
    })
  }
  return new Uint8Array(await req.arrayBuffer())
}
