import type { EventMap } from '../scheme/facts.ts'
import type { EventsOf, Scheme } from '../scheme/scheme.ts'
import type { WebhookEvent } from './event.ts'

/** Types of events by name: a map of payloads, or a union of payloads that have their name as `type`. */
export type EventTypes = EventMap | { readonly type: string }

/** A union of payloads as a map of them. */
type MapOf<Types> = [Types] extends [{ readonly type: string }] ? { [E in Types as E['type']]: E } : Types

/** One member for each known type: `switch (event.type)` narrows `event.json()`. */
export type TypedEvent<Types, S extends Scheme = Scheme> = {
  [Type in keyof MapOf<Types> & string]: WebhookEvent<S, MapOf<Types>[Type]> & { readonly type: Type }
}[keyof MapOf<Types> & string]

/**
 * The same event, as one of its scheme's known types, or of types of your own: a map of payloads, or a union of payloads with
 * their name as `type`, as `stripe` has it. Nothing is checked: events of other types come too, so write a `default`.
 *
 * @example
 * const known = typed(event)
 * switch (known.type) {
 *   case 'invoice.paid':
 *     return paid(known.json().data.object)
 *   default:
 *     return undefined
 * }
 */
export function typed<S extends Scheme>(event: WebhookEvent<S>): TypedEvent<EventsOf<S>, S>
export function typed<Types extends EventTypes>(event: WebhookEvent): TypedEvent<Types>
export function typed(event: WebhookEvent): unknown {
  return event
}
