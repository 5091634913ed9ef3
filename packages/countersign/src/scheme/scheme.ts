import type { SecretMaterial } from '../keys/secret.ts'
import type { Bytes } from '../message/body.ts'
import type { Message } from '../message/message.ts'
import type { Platform } from '../platform/platform.ts'
import type { Handshake } from './handshake.ts'
import type { HmacOptions } from './hmac-options.ts'
import type { KeySource } from './key-source.ts'
import type { Verdict } from './verdict.ts'

/** Maps an event type's name to the type of its JSON payload. Write it as a type alias, not an interface. */
export type EventMap = Record<string, unknown>

/** What a message says about itself, found by a scheme's `describe`. */
export interface Description {
  /** The provider's name for what happened, such as `messages.created`. */
  readonly type?: string | undefined
  /** The provider's id of this event, where it has one. */
  readonly id?: string | undefined
  /** What two deliveries of one event share and two events never do; only with a cited promise of the provider. */
  readonly dedupe?: DedupeFields | undefined
}

/** The basis of a dedup key. */
export interface DedupeFields {
  readonly basis: 'signed-id' | 'unsigned-id+bytes' | 'signed-fields'
  readonly fields: readonly string[]
  /** Whether the SHA-256 of the body belongs to the key. Always so for `unsigned-id+bytes`. */
  readonly bytes?: boolean
}

/** What a check found. */
export interface Finding {
  /** The position of the key that matched in the list of keys. */
  readonly key: number
  /** When the message says it was signed, in milliseconds since 1970; judged after the signature. */
  readonly signedAt?: number | undefined
  /** The message id, where the signature covers it. */
  readonly id?: string | undefined
  /** What a gateway says of the event, under its signature. Default: by what the proof covers. */
  readonly verdict?: Verdict | undefined
  /** The gateway's source, under its signature. */
  readonly source?: string | undefined
}

/** What a check is given beside the message and the keys. */
export interface CheckContext {
  readonly platform: Platform
  /** Settings of the receiver that the scheme names, such as a JWT's audience. */
  readonly params: Readonly<Record<string, string>>
  /** Fetches a key that the message names (a JWT's `kid`, a certificate's URL); ERR_KEY_UNAVAILABLE where it fails. */
  readonly resolveKey?:
    | ((wanted: { readonly id?: string; readonly url?: string }) => Promise<SecretMaterial>)
    | undefined
  /** For proofs with a validity of their own (a JWT's `exp`): milliseconds since 1970. */
  readonly now: number
  readonly toleranceSeconds: number | undefined
}

/** A message to be signed. */
export interface Outgoing {
  readonly body: Bytes
  readonly id: string
  readonly url: string | undefined
  readonly method: string
  /** Milliseconds since 1970. */
  readonly now: number
}

/** Headers that carry a signature, by the name as the provider writes it. */
export type SignedHeaders = Record<string, string>

/**
 * The engine of a scheme: how it proves where a message comes from. `hmac()`, `token()` and `publicKey()`
 * make them; a JWT, a certificate or RFC 9421 fit the same interface.
 */
export interface Proof<Key = unknown> {
  readonly kind: 'hmac' | 'token' | 'public-key' | 'jwt' | 'certificate' | 'message-signature'
  /** In words for the catalogue, such as `HMAC-SHA256, hex`. */
  readonly algorithm: string
  /** What the signature covers; only `body` makes an event `verified`. */
  readonly covers: 'body' | 'fields' | 'nothing'
  /** Whether keys are given as secrets, or fetched through `resolveKey`. */
  readonly keys: 'secret' | 'public' | 'resolved'
  /** For `resolved`: where a receiver finds the keys, such as the gateway, which has no other function for it. */
  readonly keySource?: KeySource
  /** The lower-case names of the headers it reads. */
  readonly headers: readonly string[]
  /** Whether a check is done at once on a synchronous platform; else the body is copied before it begins. */
  readonly synchronous?: boolean
  /** What a keyed hash was built from; `explain` tries its neighbors. */
  readonly hmac?: HmacOptions
  /** The default tolerance; absent where the scheme has no clock. */
  readonly toleranceSeconds?: number
  /** Reads a secret into a key; throws ERR_SECRET_EMPTY and ERR_SECRET_MALFORMED. */
  readKey(secret: SecretMaterial, platform: Platform): Key
  /** Throws a WebhookError where nothing is proven. Shapes are checked before any cryptography, the clock never. */
  check(message: Message, keys: readonly Key[], context: CheckContext): Finding | Promise<Finding>
  /** Signs with every key where the scheme writes several signatures, else with the first. */
  sign?(outgoing: Outgoing, keys: readonly Key[], platform: Platform): SignedHeaders | Promise<SignedHeaders>
}

/** Carries the type of a scheme's events; no value ever has it. */
declare const eventTypes: unique symbol

/** How one provider signs: data and an engine. `Events` maps its known event types to their payloads. */
export interface Scheme<Events extends EventMap = EventMap> {
  /** The name in the catalogue, such as `standard-webhooks`. */
  readonly name: string
  /** The provider's name for people. */
  readonly title: string
  /** Where the facts come from: pages, repository files. */
  readonly documentation: readonly string[]
  /** How sure we are: read in the provider's own sources, or in others'. */
  readonly confidence?: 'high' | 'medium'
  readonly proof: Proof
  /** Finds type, id and dedup fields; pure, total, called only when one of them is asked for. */
  readonly describe?: (message: Message) => Description
  /** Lower-case names of headers that carry a credential: kept sealed, never shown or forwarded. */
  readonly credentials: readonly string[]
  /** Requests that the provider wants answered in a particular way. */
  readonly handshake?: Handshake
  /** Authentic sample bodies by event type, for tests and `countersign send`. */
  readonly samples?: Samples
  readonly [eventTypes]?: Events
}

/** One authentic message of the provider, without its signature. */
export interface Sample {
  readonly body: string
  /** Headers beside the signature's: content type, event type. */
  readonly headers: Readonly<Record<string, string>>
}

/** Samples by event type; the first is the default one. */
export type Samples = Readonly<Record<string, Sample>>

/** The map of event types that a scheme knows. */
export type EventsOf<S extends Scheme> = S extends Scheme<infer Events> ? Events : never

/** The names of the event types that a scheme knows; of any of them where `S` is one of several schemes. */
export type EventTypeOf<S extends Scheme> = S extends Scheme<infer Events> ? keyof Events & string : never

/** The JSON payload of an event type: `PayloadOf<typeof webex, 'messages.created'>`. */
export type PayloadOf<S extends Scheme, Type extends string> =
  S extends Scheme<infer Events> ? (Type extends keyof Events ? Events[Type] : never) : never

/** The facts of a scheme beside its proof, as the builders take them. */
export interface SchemeFacts {
  /** Default: `custom`. */
  readonly name?: string
  /** Default: the name. */
  readonly title?: string
  readonly documentation?: readonly string[]
  readonly confidence?: 'high' | 'medium'
  readonly describe?: (message: Message) => Description
  readonly credentials?: readonly string[]
  readonly handshake?: Handshake
  readonly samples?: Samples
}
