import type { CandidateView } from '../configuration/event-view.ts'
import type { LiveSource, Snapshot } from '../configuration/live.ts'
import type { LedgerEntry, NewEvent } from '../journal/port/intake.ts'
import { undecidedDue } from '../model/delivery.ts'
import type { Payload, Verdict } from '../model/event.ts'
import { pathValues } from './path-values.ts'

/** What is said of an event beside its payload. */
export interface Described {
  readonly verdict: Verdict
  readonly secret: string | null
  /** Empty where there is none. */
  readonly type: string
  readonly providerEventId: string | null
  readonly receivedAt: number
  readonly ledger: LedgerEntry | null
  readonly rejection: number | null
}

/** An id or type longer than this is none: it is kept in the body alone. */
const longestName = 256

/** The event to append: routed by the snapshot that it was verified under. */
export function newEvent(
  snapshot: Snapshot,
  live: LiveSource,
  described: Described,
  payload: Payload,
  view: CandidateView,
  now: number,
): NewEvent {
  const queue = snapshot
    .lanesFor(live, view)
    .map(({ lane, orderKey, undecided }) => ({ lane, orderKey, due: undecided ? undecidedDue : now }))
  const { number, policy } = live.source
  const { index = [] } = policy
  return {
    epoch: snapshot.epoch,
    source: number,
    verdict: described.verdict,
    secret: described.secret,
    type: described.type === '' ? null : described.type,
    providerEventId: described.providerEventId,
    receivedAt: described.receivedAt,
    contentType: contentType(payload),
    payload,
    ledger: described.ledger,
    queue,
    rejection: described.rejection,
    ...(index.length > 0 && { values: pathValues(number, payload.body, index) }),
  }
}

/** A name that both engines can store: not too long, no NUL (PostgreSQL has none in text), whole characters. */
export function storableName(name: string | undefined): string | null {
  if (name === undefined || name === '' || name.length > longestName) return null
  return /[\0\p{Surrogate}]/u.test(name) ? null : name
}

function contentType({ headers }: Payload): string | null {
  for (const [name, value] of headers) if (name === 'content-type') return value
  return null
}
