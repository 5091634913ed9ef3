import type { RequestLike } from '../message/body.ts'
import type { Scheme } from '../scheme/scheme.ts'
import { readRequest } from './from-request.ts'
import { webhookCore } from './handle.ts'
import type { WebhookHandler, WebhookOptions } from './webhook-options.ts'

export type { WebhookHandler, WebhookOptions }

/** The part of the HttpRequest of `@azure/functions` that is used here. */
export interface AzureRequestLike {
  readonly method: string
  readonly url: string
  readonly headers: unknown
  readonly body: unknown
  readonly bodyUsed: boolean
  readonly arrayBuffer: () => Promise<ArrayBuffer>
}

/** What a handler under Azure Functions is called with. */
export interface AzureContext {
  readonly request: AzureRequestLike
  readonly invocation: unknown
}

/** Azure's HttpResponseInit. */
export interface AzureResponse {
  status: number
  headers: Record<string, string>
  body: Uint8Array<ArrayBuffer> | string
}

/**
 * A handler of Azure Functions, programming model 4. `app.setup({ enableHttpStream: true })` lets bytes through as they
 * are: without it the host makes text of bodies whose content type is no binary one.
 *
 * Refused requests are answered with the error's status; what the handler throws is a failed invocation.
 *
 * @throws {WebhookError} ERR_SECRET_EMPTY at once, where the secret is no function
 * @throws {WebhookError} ERR_SECRET_MALFORMED at once, where the secret is no function
 * @throws {WebhookError} ERR_OPTIONS_INVALID at once
 *
 * @example
 * app.http('webex', { handler: webhook({ scheme: webex, secrets: process.env.WEBEX_SECRET }, async (event) => {}) })
 */
export function webhook<S extends Scheme>(
  options: WebhookOptions<S, AzureContext>,
  handler: WebhookHandler<S, AzureContext>,
): (request: AzureRequestLike, invocation?: unknown) => Promise<AzureResponse> {
  const core = webhookCore(options, handler)
  const eaten =
    'Azure Functions: something has read request.json() or text() before; read request.clone() there.'
  const decoded =
    'Azure Functions: the host has made text of the body; call app.setup({ enableHttpStream: true }).'
  const doubt = (body: Uint8Array): string | undefined => (hasReplacement(body) ? decoded : undefined)
  return async (request, invocation) => {
    const read = readRequest(request as RequestLike, core.maxBytes, eaten, doubt)
    const { status, headers, body } = await core.handle(read, { request, invocation })
    return { status, headers: { ...headers }, body }
  }
}

/** Whether U+FFFD (EF BF BD) stands in it: what a decoder puts where bytes are no UTF-8. */
function hasReplacement(body: Uint8Array): boolean {
  for (let at = body.indexOf(0xef); at !== -1; at = body.indexOf(0xef, at + 1))
    if (body[at + 1] === 0xbf && body[at + 2] === 0xbd) return true
  return false
}
