/**
 * How far an event is to be believed. `verified`: a signature over the body. `authenticated`: a credential
 * only, or a signature that does not cover the body. `unsigned`: the source has no secret and says so on
 * purpose. `published`: by a token of ours. `backfilled`: fetched from the provider's API after an outage, in
 * place of a notification that may have been lost; never `verified`, since nobody has signed it.
 */
export type Verdict = 'verified' | 'authenticated' | 'unsigned' | 'published' | 'backfilled'

/** Header names and values in the order of arrival; names in lower case. Bytes above 0x7f are Latin-1. */
export type HeaderList = readonly (readonly [name: string, value: string])[]

/** What is kept of one request, exactly as it came but for credentials. */
export interface Payload {
  readonly method: string
  /** Path and query, as the client wrote them, without the values of what carries a credential. */
  readonly url: string
  readonly headers: HeaderList
  /** The headers that carry a credential, and the URL where its query does, sealed; null where there were none. */
  readonly sealedHeaders: Uint8Array | null
  readonly body: Uint8Array
}

/** The slim row of an event; its payload has a lifetime of its own. Times are milliseconds since 1970. */
export interface StoredEvent {
  /** Orders, pages and partitions. With `tag` it makes the public id, see `id.ts`. */
  readonly seq: number
  readonly tag: number
  /** The number of its source. */
  readonly source: number
  readonly verdict: Verdict
  /** The id of the secret that verified it; null where none did. */
  readonly secret: string | null
  readonly type: string | null
  /** The provider's own id of the event, as far as it has one. */
  readonly providerEventId: string | null
  readonly receivedAt: number
  /** Bytes of the body. */
  readonly size: number
  readonly contentType: string | null
  /** The seq of the newest earlier event with the same bytes, where the scheme promises no id or none under the signature. */
  readonly sameBytesAs: number | null
  /** When its content was erased on demand; null where it was not. */
  readonly erasedAt: number | null
}
