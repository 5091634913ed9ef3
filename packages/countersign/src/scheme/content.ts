import { fault } from '../errors/fault.ts'
import type { Message } from '../message/message.ts'
import type { Place } from '../message/place.ts'
import type { Pieces, Platform } from '../platform/platform.ts'

/** A value of the message that goes into the signed content. */
export interface ContentValue {
  readonly part: 'body' | 'timestamp' | 'id' | 'url' | 'method'
  /** What it protects as whole. */
  readonly covers?: 'body' | 'url'
  make(message: Message, values: ContentValues): string | Uint8Array
}

/** The builders refuse a content with a timestamp or an id that they do not read. */
function given(value: string | undefined): string {
  if (value === undefined) throw fault('ERR_OPTIONS_INVALID')
  return value
}

function present(value: string | undefined): string {
  if (value === undefined) throw fault('ERR_URL_MISSING')
  return value
}

/** The raw bytes of the body. */
export const body: ContentValue = { part: 'body', covers: 'body', make: (message) => message.body }
/** The timestamp as written, not as parsed. */
export const timestamp: ContentValue = { part: 'timestamp', make: (_, values) => given(values.timestamp) }
/** The message id as written. */
export const id: ContentValue = { part: 'id', make: (_, values) => given(values.id) }
/** The URL as registered at the provider: `publicUrl`, else the request's. */
export const url: ContentValue = { part: 'url', covers: 'url', make: (message) => present(message.url) }
/** The request method in capitals. */
export const method: ContentValue = { part: 'method', make: (message) => present(message.method) }

/** What a content is made of beside the message. */
export interface ContentValues {
  readonly timestamp: string | undefined
  readonly id: string | undefined
  readonly platform: Platform
}

/** A piece of the signed content that is worked out: see `lower`, `sortedForm`, `bodyHash` and their neighbors. */
export interface MadePart {
  readonly part: 'made'
  /** What it protects as whole. */
  readonly covers?: 'body' | 'url'
  /** What it takes from the message. */
  readonly of?: readonly Part[] | undefined
  /** Pure. Throws a refusal where what it needs is not there. */
  make(message: Message, values: ContentValues): Pieces | Promise<Pieces>
}

/** One piece of the signed content: literal text or bytes, a value of the message, or what stands at a place. */
export type Part = string | Uint8Array | ContentValue | MadePart | Place
