import { WebhookError } from '../errors/webhook-error.ts'
import { type RequestLike, readRequestBody } from '../message/body.ts'
import type { Answer, Read } from './handle.ts'

/**
 * Reads a fetch Request. Without a framework's `cure` an eaten body is told with the one for fetch.
 *
 * @param doubt - the cure where a host may have changed the body that did not fit
 */
export function readRequest(
  request: RequestLike,
  maxBytes: number,
  cure?: string,
  doubt?: (body: Uint8Array) => string | undefined,
): Read {
  return async () => {
    if (cure !== undefined && (request.bodyUsed || request.body?.locked === true))
      throw new WebhookError('ERR_BODY_CONSUMED', { hint: cure })
    const { method, url, headers } = request
    // Not begun to be read: SvelteKit on Node hangs up where a body is read in part, and the sender has no answer.
    if (Number(headers.get('content-length')) > maxBytes)
      throw new WebhookError('ERR_BODY_TOO_LARGE', { detail: `The limit is ${maxBytes} bytes.` })
    const body = await readRequestBody(request, maxBytes)
    return doubt === undefined
      ? { method, url, headers, body }
      : { method, url, headers, body, doubt: () => doubt(body) }
  }
}

/** An answer as a fetch Response. */
export function responseOf({ status, headers, body }: Answer): Response {
  // The fetch standard forbids a body with these statuses, even an empty one.
  return new Response(body.length === 0 || [204, 205, 304].includes(status) ? null : body, {
    status,
    headers,
  })
}
