import type { z } from 'zod'
import type { Egress } from '../egress/egress.ts'
import type { Answer } from '../model/answer.ts'
import type { Code } from '../model/codes.ts'
import type { Address } from '../model/destination.ts'
import type { Outcome } from '../model/judge.ts'

/** One message, ready to leave: signed, and the same whatever carries it. */
export interface OutgoingMessage {
  /** Name, value, name, value, …; names in lower case. */
  readonly headers: string[]
  readonly body: Uint8Array
}

/** The way to one destination, with what it holds open. */
export interface Transport {
  /**
   * One attempt, answered or not within `timeoutMs` from its beginning to the last byte of the answer. Never rejects:
   * what went wrong is in the answer.
   */
  send(message: OutgoingMessage, timeoutMs: number): Promise<Answer>
  /** Closes what is idle now, and the rest when what is under way has ended. */
  retire(): void
  /** Closes all at once. */
  close(): void
}

/** What transports are opened with. */
export interface TransportParts {
  readonly egress: Egress
  /** Whether the way shares nothing with others, such as connections that are open already. Default: false. */
  readonly apart?: boolean
}

/** A kind of destination: what an address of it is, how a message gets there, and what an answer means. */
export interface TransportKind<To = unknown> {
  /** What the API calls it, and what is stored: small letters. Never changes. */
  readonly name: string
  /** For people. */
  readonly title: string
  /** Reads an address, from the API and from the store. */
  readonly to: z.ZodType<To>
  /** The address in one line: what lists show, and what schemes sign that sign the address. */
  addressOf(to: To): string
  /** Looks at an address before it is stored: null where it may be used, else the code to refuse it with. */
  refusal(to: To, egress: Pick<Egress, 'refusal'>): Code | null
  /** Null where the address cannot be used; opens no connection yet. */
  open(to: To, parts: TransportParts): Transport | null
  /** What an answer means; pure. `now` is the end of the attempt, in ms. */
  outcomeOf(answer: Answer, now: number): Outcome
}

/**
 * The kind of a destination that says none. Its fields stand beside the destination’s own, in the API and in the store,
 * where they stood before there were others.
 */
export interface FirstKind extends TransportKind {
  /** Its fields in the API, each of which may be absent. */
  readonly fields: Readonly<Record<string, z.ZodType>>
  /** Its fields as the API shows them. */
  readonly shown: Readonly<Record<string, z.ZodType>>
  /** What they are where the destination is of another kind. */
  readonly elsewhere: Address
}
