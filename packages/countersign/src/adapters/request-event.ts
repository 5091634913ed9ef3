import type { RequestLike } from '../message/body.ts'
import type { Scheme } from '../scheme/scheme.ts'
import { readRequest, responseOf } from './from-request.ts'
import { webhookCore } from './handle.ts'
import type { WebhookHandler, WebhookOptions } from './webhook-options.ts'

/** What frameworks that give one object with the request in it have in common. */
export interface RequestEventLike {
  readonly request: RequestLike
}

/** The adapter of frameworks whose handlers take one object with a fetch Request in it and give back a Response. */
export function requestEventWebhook<S extends Scheme, Event extends RequestEventLike>(
  options: WebhookOptions<S, Event>,
  handler: WebhookHandler<S, Event>,
  cure: string,
): (event: Event) => Promise<Response> {
  const core = webhookCore(options, handler)
  return async (event) =>
    responseOf(await core.handle(readRequest(event.request, core.maxBytes, cure), event))
}
