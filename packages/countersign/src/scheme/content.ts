import type { Place } from '../message/place.ts'

/** A value of the message that goes into the signed content. */
export interface ContentValue {
  readonly part: 'body' | 'timestamp' | 'id' | 'url' | 'method'
}

/** The raw bytes of the body. */
export const body: ContentValue = { part: 'body' }
/** The timestamp as written, not as parsed. */
export const timestamp: ContentValue = { part: 'timestamp' }
/** The message id as written. */
export const id: ContentValue = { part: 'id' }
/** The URL as registered at the provider: `publicUrl`, else the request's. */
export const url: ContentValue = { part: 'url' }
/** The request method in capitals. */
export const method: ContentValue = { part: 'method' }

/** One piece of the signed content: literal text or bytes, a value of the message, or what stands at a place. */
export type Part = string | Uint8Array | ContentValue | Place
