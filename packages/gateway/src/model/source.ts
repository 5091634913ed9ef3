import type { Managed } from './managed.ts'
import type { InlineScheme } from './scheme-ref.ts'

/** What a source does with a request whose signature does not match. */
export type OnMismatch = 'refuse' | 'hold'

/** An answer of a source's own. */
export interface SourceAnswer {
  /** Of 200 to 299. */
  readonly status: number
  readonly body: string
  readonly contentType: string
}

/** Limits and choices of one source. Absent: the default written beside it. */
export interface SourcePolicy {
  /** `hold` answers 200 once the rejection is on disk. Default: `hold` for SeaTable, else `refuse`. */
  readonly onMismatch: OnMismatch
  /** Largest body, in bytes; null: the gateway's own limit, whatever that is. */
  readonly maxBodyBytes: number | null
  /** Requests a second before 429; null for no limit. */
  readonly ratePerSecond: number | null
  /** How far a signed timestamp may lie from now, in seconds; null: what the scheme says. */
  readonly toleranceSeconds: number | null
  /** Drop an event with the bytes of one that came within this time, in ms; null: deliver and mark it. */
  readonly dropSameBytesWithinMs: number | null
  /** Raises an operational event when nothing has come for so long, in ms; null or absent: never. */
  readonly silentAfterMs?: number | null
  /** Lower-case names of headers that go on to destinations beside those of the scheme. Absent: none. */
  readonly forwardHeaders?: readonly string[]
  /** What an event is answered with once it is on disk. Null or absent: what its provider demands, else the gateway's. */
  readonly answer?: SourceAnswer | null
  /** Paths in JSON bodies whose values are masked where somebody looks at them, see `maskJson`. Absent: none. */
  readonly masks?: readonly string[]
  /** Paths in JSON bodies by whose values its events are looked up, see `pathValues`. Absent: none. */
  readonly index?: readonly string[]
  /** Rejections kept, by count and bytes, and written a second. */
  readonly rejections: { readonly count: number; readonly bytes: number; readonly perSecond: number }
}

/**
 * In the place of a scheme: nothing comes in from outside, and no address leads there. Events of such a source
 * are published by a token of ours.
 */
export const publishScheme = 'publish'

/** The name of the built-in source that the gateway itself speaks on; nothing comes in from outside. */
export const operationalSource = 'countersign'

/** Where events come in: a name, a scheme, its parameters and its policy. Its secrets stand beside it. */
export interface Source {
  /** Small and never reused; what events refer to. */
  readonly number: number
  /** Public id, `src_…`. */
  readonly id: string
  /** Unique among the sources that are not deleted; the last part of the ingest address unless `path` is set. */
  readonly name: string
  /** The part of the ingest address after `/in/`: the name, or something unguessable for an unsigned source. */
  readonly path: string
  /** The name of its scheme: in the catalogue, or of `inline`. */
  readonly scheme: string
  /** The scheme itself, where it is one of its own. A gateway that knows no such thing refuses all, by the name. */
  readonly inline?: InlineScheme
  readonly params: Readonly<Record<string, unknown>>
  /** Accepts requests without a check, on purpose. */
  readonly unsigned: boolean
  /** While `enrolling` a handshake may set a secret, which the operator then confirms. */
  readonly state: 'enrolling' | 'live'
  readonly policy: SourcePolicy
  /** The id of the listener's destination that its deliveries are claimed by. Absent or null: of none. */
  readonly claimedBy?: string | null
  /** Whose files declare it. Absent: nobody’s. */
  readonly managed?: Managed
  readonly createdAt: number
  /** Kept as a tombstone, so that its events can still be named; null while it lives. */
  readonly deletedAt: number | null
}
