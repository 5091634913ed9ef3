import type { IncomingMessage, ServerResponse } from 'node:http'
import { WebhookError } from '../errors/webhook-error.ts'
import type { RequestLike } from '../message/body.ts'
import type { Scheme } from '../scheme/scheme.ts'
import { readRequest, responseOf } from './from-request.ts'
import { type Answer, type Read, webhookCore } from './handle.ts'
import { readIncoming } from './incoming.ts'
import type { WebhookHandler, WebhookOptions } from './webhook-options.ts'

export type { WebhookHandler, WebhookOptions }

/** The part of h3's event that is used here: version 2 has a fetch Request, version 1 Node's. */
export interface H3EventLike {
  readonly req?: unknown
  readonly res?: unknown
  readonly node?: unknown
  readonly web?: { readonly request?: unknown } | undefined
}

/** Where h3 1 keeps a body that it has read: h3/src/utils/body.ts. */
const h3RawBody = Symbol.for('h3RawBody')

/**
 * An event handler of h3 1 or 2, and so of Nitro, Nuxt and SolidStart.
 *
 * Refused requests are answered with the error's status, and what the handler throws goes to h3.
 *
 * @throws {WebhookError} ERR_SECRET_EMPTY at once
 * @throws {WebhookError} ERR_SECRET_MALFORMED at once
 * @throws {WebhookError} ERR_OPTIONS_INVALID at once
 *
 * @example
 * export default defineEventHandler(webhook({ scheme: webex, secrets: process.env.WEBEX_SECRET }, async (event) => {}))
 */
export function webhook<S extends Scheme, Event extends H3EventLike = H3EventLike>(
  options: WebhookOptions<S, Event>,
  handler: WebhookHandler<S, Event>,
): (event: Event) => Promise<Response | string | Uint8Array | undefined> {
  const core = webhookCore(options, handler)
  return async (event) => {
    const node = event.node as { req: IncomingMessage; res: ServerResponse } | undefined
    const sent = (): boolean => node?.res?.headersSent === true
    const answer = await core.handle(reading(event, core.maxBytes), event, sent)
    if (answer === undefined) return undefined
    if (isRequest(event.req)) return filledIn(event.res as H3Response, answer)
    if (node === undefined) return responseOf(answer)
    if (node.req.complete === false && !sent()) node.res.setHeader('connection', 'close')
    return plainly(node.res, answer)
  }
}

/** Version 2's answer that is to be. */
interface H3Response {
  status?: number
  readonly headers: Headers
}

/**
 * For h3 2, which on Node writes text at once, and a Response that it has not made itself as a stream: × 1.15 of the bare
 * check in all. What is refused stays a Response, whose headers h3 treats in another way.
 */
function filledIn(res: H3Response, answer: Answer): Response | string {
  const { status, headers, body } = answer
  if (typeof body !== 'string' || body.length === 0 || status >= 400) return responseOf(answer)
  res.status = status
  // A middleware's come before ours, as they do over those of a Response.
  for (const [name, value] of Object.entries(headers))
    if (!res.headers.has(name)) res.headers.set(name, value)
  return body
}

/** For h3 1, which writes text and bytes at once, and a Response as a stream, at the cost of half of all the rest. */
function plainly(res: ServerResponse, answer: Answer): Response | string | Uint8Array {
  const { status, headers, body } = answer
  // It calls text without a type HTML, and has its own idea of what is empty.
  if (res.headersSent || body.length === 0 || headers['content-type'] === undefined) return responseOf(answer)
  res.statusCode = status
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value)
  return body
}

function isRequest(value: unknown): value is RequestLike {
  return typeof value === 'object' && value !== null && 'arrayBuffer' in value
}

/** What of an event has the bytes: a fetch Request (h3 2, h3 1 on the web), or Node's request with what h3 has kept of it. */
function reading(event: H3EventLike, maxBytes: number): Read {
  const cure =
    'h3: a middleware has read the body before; register this route before it, or let it read event.req.clone() (h3 1: readRawBody(event, false)).'
  const request = [event.req, event.web?.request].find(isRequest)
  if (request !== undefined) return readRequest(request, maxBytes, cure)
  const { req } = event.node as { req: IncomingMessage }
  return async () => {
    const kept = (req as { [h3RawBody]?: unknown })[h3RawBody]
    if (kept === undefined) return readIncoming(req, maxBytes, cure)
    const rawBody = await (kept as Promise<unknown>)
    if (!(rawBody instanceof Uint8Array)) throw new WebhookError('ERR_BODY_CONSUMED', { hint: cure })
    return readIncoming(req, maxBytes, cure, { rawBody })
  }
}
