import type { Message } from '../message/message.ts'
import type { Handshake } from './handshake.ts'

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

/** One authentic message of the provider, without its signature. */
export interface Sample {
  readonly body: string
  /** Headers beside the signature's: content type, event type. */
  readonly headers: Readonly<Record<string, string>>
}

/** Samples by event type; the first is the default one. */
export type Samples = Readonly<Record<string, Sample>>

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
  /** Authentic sample bodies by event type, for `countersign/testing`. */
  readonly samples?: Samples
}
