import type { Message } from '../message/message.ts'
import type { HeaderPlace, Place } from '../message/place.ts'
import type { TimestampUnit } from '../message/timestamp.ts'
import type { Part } from './content.ts'
import type { SchemeFacts } from './facts.ts'

/** A header that lists signatures with version tags, such as `v1,AAAA v1,BBBB`. */
export interface SignatureList {
  readonly in: 'list'
  readonly at: HeaderPlace
  /** The tag of our version; entries with another are ignored. */
  readonly tag: string
  /** Between entries. */
  readonly separator: string
  /** Between an entry's tag and its signature. */
  readonly joiner: string
}

/** A signed timestamp. */
export interface TimestampForm {
  readonly at: Place
  readonly unit: TimestampUnit
  /** The default tolerance, both ways. Default: 300. */
  readonly toleranceSeconds?: number
}

/** What a signed content made by a function is made of. */
export interface ContentValues {
  readonly timestamp: string | undefined
  readonly id: string | undefined
}

/** The signed content as a function; pure. Bytes are never decoded on the way. */
export type ContentFunction = (message: Message, values: ContentValues) => readonly (string | Uint8Array)[]

/** What schemes with a signature over a content have in common, whatever it is made with. */
export interface SignedOptions extends SchemeFacts {
  /** Where the signature stands. With several places any present one may hold it (Box's primary and secondary). */
  readonly signature: Place | SignatureList | readonly Place[]
  /** What every signature begins with, such as `sha256=`; required exactly. */
  readonly prefix?: string
  /** What is signed, piece by piece. Default: the body alone. */
  readonly content?: readonly Part[] | ContentFunction
  /** Whether the content protects the body; needed where content is a function. Default: `body` if it is a part. */
  readonly covers?: 'body' | 'fields'
  readonly timestamp?: TimestampForm
  /** Where the message id stands that the content includes. */
  readonly id?: Place
  /** What the id must not hold, because it stands between id and rest: else a border could be shifted. */
  readonly idWithout?: string
}
