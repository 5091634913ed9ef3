import type { Message } from '../message/message.ts'
import type { DedupeBytes } from './dedupe-bytes.ts'
import type { DeliveryFacts, Description, EventAnswer, EventMap, Samples, Unprotected } from './facts.ts'
import type { Handshake } from './handshake.ts'
import type { Proof } from './proof.ts'

/** Carries the type of a scheme's events; no value ever has it. */
declare const eventTypes: unique symbol

/** Where in a URL's query a credential stands. */
export interface CredentialQuery {
  readonly names: readonly string[]
  /** The settings whose value is the name of such a parameter. */
  readonly params: readonly string[]
}

/** How one provider signs: data and an engine. `Events` maps its known event types to their payloads. */
export interface Scheme<Events extends EventMap = EventMap> {
  /** The name in the catalogue, such as `standard-webhooks`. */
  readonly name: string
  /** The provider's name for people. */
  readonly title: string
  /** Where the facts come from: pages, repository files. */
  readonly documentation: readonly string[]
  /** How sure we are: read in the provider's own sources, or in others'. */
  readonly confidence?: 'high' | 'medium' | undefined
  /** Whether it is of medium confidence: built as carefully, proven by nothing of the provider's own. */
  readonly experimental: boolean
  /** What the scheme leaves unprotected. */
  readonly unprotected: readonly Unprotected[]
  /** What the provider does when it delivers. */
  readonly delivery?: DeliveryFacts | undefined
  /** Lower-case names of headers that describe the event and may go on to the application. */
  readonly forward: readonly string[]
  /** What the provider reads in answer to an event; absent: every 2xx will do. */
  readonly answer?: EventAnswer | undefined
  readonly proof: Proof
  /** Finds type, id and dedup fields; pure, total, called only when one of them is asked for. */
  readonly describe?: ((message: Message) => Description) | undefined
  /** How the body takes part in dedup keys; the builders bring it. A key that wants the body cannot be had without it. */
  readonly dedupeBytes?: DedupeBytes | undefined
  /**
   * Lower-case names of headers that carry a credential: kept sealed, never shown or forwarded. Beside them those that a
   * setting names, see `credentialsOf`.
   */
  readonly credentials: readonly string[]
  /** The settings whose value is the name of a header with a credential. */
  readonly credentialParams?: readonly string[] | undefined
  /** Names of parameters of the query that carry a credential, and the settings that name others. */
  readonly credentialQuery?: CredentialQuery | undefined
  /** Requests that the provider wants answered in a particular way. */
  readonly handshake?: Handshake | undefined
  /**
   * How the key is had where the provider gives it only once an endpoint stands: after a handshake that needs none, or
   * named by the first message. A gateway lets a source of it begin without one, and refuses all but the handshake.
   */
  readonly keyLater?: string | undefined
  /** Authentic sample bodies of a scheme of your own; those of the catalogue are had with `countersign/testing`. */
  readonly samples?: Samples | undefined
  /** Of `countersigned()`: the scheme whose events are delivered. */
  readonly carries?: Scheme
  readonly [eventTypes]?: Events
}

/** The map of event types that a scheme knows. */
export type EventsOf<S extends Scheme> = S extends Scheme<infer Events> ? Events : never

/** The names of the event types that a scheme knows; of any of them where `S` is one of several schemes. */
export type EventTypeOf<S extends Scheme> = S extends Scheme<infer Events> ? keyof Events & string : never

/** The JSON payload of an event type: `PayloadOf<typeof webex, 'messages.created'>`. */
export type PayloadOf<S extends Scheme, Type extends string> =
  S extends Scheme<infer Events> ? (Type extends keyof Events ? Events[Type] : never) : never
