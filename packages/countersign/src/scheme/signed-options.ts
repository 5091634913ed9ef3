import type { JudgeClock } from '../message/judge-clock.ts'
import type { Message } from '../message/message.ts'
import type { Place } from '../message/place.ts'
import type { DigitsUnit, ReadTimestamp, TimestampUnit } from '../message/timestamp.ts'
import type { Pieces } from '../platform/platform.ts'
import type { CheckParams } from './check-params.ts'
import type { ContentValues, MadePart, Part } from './content.ts'
import type { DedupeBytes } from './dedupe-bytes.ts'
import type { SchemeFacts } from './facts.ts'
import type { ParamSpec } from './param-spec.ts'
import type { MadeText, ParamText } from './param-text.ts'

/** A text that lists signatures with version tags, such as `v1,AAAA v1,BBBB`. */
export interface SignatureList {
  readonly in: 'list'
  readonly at: Place
  /** The tag of our version; entries with another are ignored. */
  readonly tag: ParamText
  /** Between entries. */
  readonly separator: string
  /** Between an entry's tag and its signature. */
  readonly joiner: string
}

/** A list with its way to look at a message. */
export interface TaggedList extends SignatureList, Pick<Place, 'title' | 'headers'> {
  readonly single?: never
  /** The signatures with our tag; `undefined` where what holds them is not well written, or holds none of ours. */
  find(message: Message): readonly string[] | undefined
}

/** A signed timestamp. */
export interface TimestampForm {
  readonly at: Place
  readonly unit: TimestampUnit
  /**
   * The default tolerance, both ways; null where the provider names none and may send late, so that only the receiver's
   * own `toleranceSeconds` makes it a clock. Default: 300.
   */
  readonly toleranceSeconds?: number | null
}

/** The signed content as a function; pure. Bytes are never decoded on the way. */
export type ContentFunction = (message: Message, values: ContentValues) => Pieces | Promise<Pieces>

/** What schemes with a signature over a content have in common, whatever it is made with. */
export interface SignedOptions extends SchemeFacts {
  /** Where the signature stands. With several places any present one may hold it (Box's primary and secondary). */
  readonly signature: Place | SignatureList | readonly Place[]
  /** What every signature begins with, such as `sha256=`; required exactly. */
  readonly prefix?: ParamText | MadeText | undefined
  /** What is signed, piece by piece. Default: the body alone. */
  readonly content?: readonly Part[] | ContentFunction | undefined
  /** Whether the content protects the body; needed where content is a function. Default: `body` if it is a part. */
  readonly covers?: 'body' | 'fields'
  readonly timestamp?: TimestampForm | undefined
  /** Where the message id stands that the content includes. */
  readonly id?: Place | undefined
  /** What the id must not hold, because it stands between id and rest: else a border could be shifted. */
  readonly idWithout?: string
  /** What is signed and stands in headers, for who signs: it is written there first, such as the digest of a body. */
  readonly beside?: readonly { readonly at: Place; readonly made: MadePart }[]
  /** Settings of the receiver that the scheme reads, by name. */
  readonly params?: Readonly<Record<string, ParamSpec>>
}

/** A timestamp that is digits, or has its way to be read at hand. */
export type ClockForm = TimestampForm & ({ readonly unit: DigitsUnit } | { readonly read: ReadTimestamp })

/** A timestamp with the way to take it from a message, before any cryptography: presence and shape. */
export type Clock = ClockForm & {
  /** As written, and in milliseconds since 1970. It is judged elsewhere. */
  take(message: Message): { readonly text: string; readonly ms: number }
  readonly judge: JudgeClock
}

/** The place of a message id with the way to take it from a message, before any cryptography. */
export type SignedId = Place & { take(message: Message, without: string | undefined): string }

/** A content with the parts that it is made of; a function alone is taken at the options' word. */
export interface MadeContent {
  (message: Message, values: ContentValues): Pieces | Promise<Pieces>
  readonly parts?: readonly Part[]
  /** What it protects by its parts. */
  readonly protects?: 'body' | 'fields'
}

/** As `SignedOptions`, everything that is named there at hand: a scheme brings only what it uses. */
export interface SignedForm
  extends Omit<SignedOptions, 'signature' | 'prefix' | 'timestamp' | 'id' | 'content'> {
  readonly signature: Place | TaggedList | readonly Place[]
  readonly prefix?: string | MadeText | undefined
  /** Default: the body alone. */
  readonly content?: MadeContent | undefined
  readonly timestamp?: Clock | undefined
  readonly dedupeBytes?: DedupeBytes | undefined
  /** Of schemes with a setting that must be set. */
  readonly checkParams?: CheckParams | undefined
  readonly id?: SignedId | undefined
}
