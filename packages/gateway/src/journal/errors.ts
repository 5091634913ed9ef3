import { codes } from '../model/codes.ts'
import { counted } from '../model/counted.ts'
import { Refusal } from '../model/refusal.ts'

/** The store cannot answer now; the caller may try again. Ingest says 503 with Retry-After. */
export class JournalUnavailable extends Refusal<
  'ERR_JOURNAL_UNAVAILABLE' | 'ERR_JOURNAL_FULL' | 'ERR_JOURNAL_READ_ONLY' | 'ERR_JOURNAL_GONE'
> {
  override readonly name: string = 'JournalUnavailable'
  constructor(code: JournalUnavailable['code'], message: string, options?: ErrorOptions) {
    super(code, message, undefined, options)
  }

  /** What the store itself says of it is for the log. */
  override get told(): string {
    return codes[this.code].title
  }
}

/** A name or id that must be unique is taken. */
export class JournalConflict extends Refusal<'ERR_CONFLICT'> {
  override readonly name: string = 'JournalConflict'
  /** What is taken, for example `source name "webex"`. */
  readonly what: string
  constructor(what: string, options?: ErrorOptions) {
    super('ERR_CONFLICT', `${what} is taken.`, undefined, options)
    this.what = what
  }
}

/** A change needs a destination for which nothing waits, and something does. */
export class DestinationBusy extends Refusal<'ERR_DESTINATION_BUSY'> {
  override readonly name: string = 'DestinationBusy'
  readonly busy: Busy
  constructor(busy: Busy, options?: ErrorOptions) {
    const { waiting, dead, replays } = busy
    const sentence = `${counted(waiting, 'delivery waits', 'deliveries wait')}, ${counted(dead, 'is', 'are')} dead, ${counted(replays, 'replay goes', 'replays go')} on.`
    super('ERR_DESTINATION_BUSY', sentence, undefined, options)
    this.busy = busy
  }
}

/** What there is for a destination that may still be sent. */
export interface Busy {
  /** The id of the destination. */
  readonly destination: string
  readonly waiting: number
  readonly dead: number
  readonly replays: number
}

/** The store cannot be opened: what is wrong and what to do about it. The start stops. */
export class JournalRefused extends Error {
  override readonly name = 'JournalRefused'
  readonly code:
    | 'ERR_DATA_FOLDER_IN_USE'
    | 'ERR_DATA_FOLDER_UNUSABLE'
    | 'ERR_SCHEMA_NEWER'
    | 'ERR_SCHEMA_FOREIGN'
    | 'ERR_DATABASE_UNREACHABLE'
    | 'ERR_DATABASE_RIGHTS'
    | 'ERR_DATABASE_URL'
    | 'ERR_ADMIN_TOKEN_MISSING'
    | 'ERR_DATABASE_VERSION'
    | 'ERR_DATABASE_UNSAFE'
    | 'ERR_SEALING_KEY_DIFFERS'
    | 'ERR_CLOCK_DIFFERS'
    | 'ERR_JOURNAL_GONE'
  constructor(code: JournalRefused['code'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
