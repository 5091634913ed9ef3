import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Scheme } from '../scheme/scheme.ts'
import { type FastifyReplyLike, respond } from './fastify.ts'
import { webhookCore } from './handle.ts'
import { type Parsed, readIncoming, sendAnswer } from './incoming.ts'
import type { WebhookHandler, WebhookOptions } from './webhook-options.ts'

export type { WebhookHandler, WebhookOptions }

/** What `@Req()` gives: Express's request, or Fastify's. */
export type NestRequest = IncomingMessage | { readonly raw: IncomingMessage }

/** What `@Res()` gives: Express's response, or Fastify's reply. */
export type NestResponse = ServerResponse | FastifyReplyLike

/** What a handler under Nest is called with. */
export interface NestContext {
  readonly request: NestRequest
  readonly response: NestResponse
}

/**
 * What a Nest controller's method calls with `@Req()` and `@Res()`, on Express and on Fastify. Nest parses bodies before any
 * controller: `NestFactory.create(AppModule, { rawBody: true })` keeps the bytes.
 *
 * Refused requests are answered with the error's status, and what the handler throws goes to Nest's filters.
 *
 * @throws {WebhookError} ERR_SECRET_EMPTY at once
 * @throws {WebhookError} ERR_SECRET_MALFORMED at once
 * @throws {WebhookError} ERR_OPTIONS_INVALID at once
 *
 * @example
 * receive = webhook({ scheme: webex, secrets: process.env.WEBEX_SECRET }, (event) => this.rooms.changed(event))
 */
export function webhook<S extends Scheme>(
  options: WebhookOptions<S, NestContext>,
  handler: WebhookHandler<S, NestContext>,
): (request: NestRequest, response: NestResponse) => Promise<void> {
  const core = webhookCore(options, handler)
  const cure = 'Nest: create the application with NestFactory.create(AppModule, { rawBody: true }).'
  return async (request, response) => {
    const node = 'raw' in request ? request.raw : request
    const read = () => readIncoming(node, core.maxBytes, cure, request as Parsed)
    const sent = (): boolean => ('sent' in response ? response.sent : response.headersSent)
    const answer = await core.handle(read, { request, response }, sent)
    if (answer === undefined || sent()) return
    if ('sent' in response) respond(node, response, answer)
    else sendAnswer(node, response, answer)
  }
}
