import type { HandshakeAnswer } from 'countersign'
import { CandidateView } from '../configuration/event-view.ts'
import type { Live, LiveSource, Snapshot } from '../configuration/live.ts'
import { JournalUnavailable } from '../journal/errors.ts'
import type { AuditStore } from '../journal/port/audit.ts'
import type { Appended, IntakeStore, LedgerEntry, NewEvent } from '../journal/port/intake.ts'
import type { LookStore } from '../journal/port/look.ts'
import type { AcceptedEvent } from '../model/accepted.ts'
import type { Act } from '../model/act.ts'
import type { HeaderList, Payload, Verdict } from '../model/event.ts'
import { formatId } from '../model/id.ts'
import { type AppendDone, AppendQueue } from './append-queue.ts'
import { newEvent, storableName } from './candidate.ts'
import { cutUrl, wholeUrl } from './cut-url.ts'
import { idempotencyEntry, isUsedUp, ledgerEntry } from './ledger-key.ts'
import { replayed } from './replayed.ts'
import { type HeaderSeal, sealHeaders } from './sealed-headers.ts'
import { splitHeaders } from './split-headers.ts'
import { type VerifiableRequest, type Verification, verifyCandidate } from './verify-candidate.ts'

/** A request that may become an event. */
export interface Candidate extends VerifiableRequest {
  /** The number of its source. */
  readonly source: number
  /** Name, value, name, value, … as they came, credentials included. */
  readonly rawHeaders: readonly string[]
  /** The seq of the rejection that it is let in from. */
  readonly rejection: number | null
  /** Who lets it in, for the audit. Absent: it came by itself. */
  readonly act?: Act
}

/** A message of our own, that a token of ours has published. */
export interface Publication {
  readonly source: number
  /** Empty where it has none. */
  readonly type: string
  readonly headers: HeaderList
  readonly body: Uint8Array
  /** A repeat of the same key at the same source is a duplicate. */
  /** Whose it is; null where that is nobody's in particular. */
  readonly tenant?: string | null
  readonly idempotencyKey: string | null
  readonly receivedAt: number
  /** For what was fetched from a provider in place of a lost notification. Default: `published`. */
  readonly backfilled?: { readonly ledger: LedgerEntry } | undefined
}

/** What became of a candidate. */
export type Outcome =
  /** Committed to disk, now or before. */
  | { readonly kind: 'accepted' | 'duplicate'; readonly id: string }
  | { readonly kind: 'handshake'; readonly answer: HandshakeAnswer }
  | { readonly kind: 'refused'; readonly code: string; readonly explanation: string }
  /** Nothing is known against it; the gateway cannot take it now. */
  | { readonly kind: 'failed'; readonly code: string }
  /** The rejection that it was to be let in from is no longer there. */
  | { readonly kind: 'gone' }

type Done = (outcome: Outcome) => void

export interface AcceptorOptions {
  readonly journal: Pick<IntakeStore, 'append'> &
    Pick<AuditStore, 'by'> &
    Pick<LookStore, 'event' | 'payloads'>
  readonly live: Live
  readonly seal: HeaderSeal
  readonly onAccepted: (events: readonly AcceptedEvent[]) => void
  readonly log: { error(about: object, message: string): void }
  readonly now: () => number
}

/** Verified anew so often under a configuration that keeps changing, before the caller is asked to come again. */
const mostTurns = 8

const unknownSource: Outcome = {
  kind: 'refused',
  code: 'ERR_SOURCE_UNKNOWN',
  explanation: 'The source has been deleted.',
}

/** The one way in: verifies, routes, appends, and tells the outcome once it is on disk. */
export class Acceptor {
  readonly #options: AcceptorOptions
  readonly #queue: AppendQueue
  #fresh: AcceptedEvent[] = []

  constructor(options: AcceptorOptions) {
    this.#options = options
    this.#queue = new AppendQueue(options.journal, this.#handOn)
  }

  /** Calls `done` once, at once for a refusal. */
  accept(candidate: Candidate, done: Done): void {
    this.#verify(candidate, done, 0)
  }

  /** Calls `done` once. */
  publish(publication: Publication, done: Done): void {
    this.#publish(publication, done, 0)
  }

  /** Resolves once what waits for the journal now has its outcome. */
  drained(): Promise<void> {
    return this.#queue.drained()
  }

  #verify(candidate: Candidate, done: Done, turn: number): void {
    const snapshot = this.#options.live.current()
    const source = snapshot.sourceByNumber(candidate.source)
    if (source === undefined || source.source.deletedAt !== null) {
      done(unknownSource)
      return
    }
    const verification = verifyCandidate(source, candidate)
    if (verification instanceof Promise) {
      verification.then(
        (later) => this.#verified(snapshot, source, candidate, later, done, turn),
        (error: unknown) => done(this.#failure(error)),
      )
    } else {
      this.#verified(snapshot, source, candidate, verification, done, turn)
    }
  }

  #verified(
    snapshot: Snapshot,
    live: LiveSource,
    candidate: Candidate,
    verification: Verification,
    done: Done,
    turn: number,
  ): void {
    if (verification.kind !== 'proven') {
      done(verification)
      return
    }
    const { verdict, event } = verification
    const { source } = live
    const { body, receivedAt, rejection } = candidate
    const payload = payloadOf(candidate, live, this.#options.seal)
    const type = storableName(event?.type) ?? ''
    const described = {
      verdict,
      secret: event?.secretId ?? null,
      type,
      providerEventId: storableName(event?.id),
      receivedAt,
      ledger: ledgerEntry(source, event, type, body),
      rejection,
    }
    const view = new CandidateView(source.name, type, verdict, payload.headers, body, event)
    const made = newEvent(snapshot, live, described, payload, view, this.#options.now())
    // A rejection is gone once its event is known to be here: there is nothing left to refuse.
    const told = rejection === null && isUsedUp(event) ? this.#unlessReplayed(body, done) : done
    this.#append(made, told, turn, () => this.#verify(candidate, done, turn + 1), candidate.act)
  }

  /** Tells a repeat of what its signature leaves out apart from another body under that signature. */
  #unlessReplayed(body: Uint8Array, done: Done): Done {
    return (outcome) => {
      if (outcome.kind !== 'duplicate') {
        done(outcome)
        return
      }
      replayed(this.#options.journal, outcome.id, body).then(
        (refused) => done(refused ?? outcome),
        (error: unknown) => done(this.#failure(error)),
      )
    }
  }

  #publish(publication: Publication, done: Done, turn: number): void {
    const snapshot = this.#options.live.current()
    const live = snapshot.sourceByNumber(publication.source)
    if (live === undefined || live.source.deletedAt !== null) {
      done(unknownSource)
      return
    }
    const { type, headers, body, receivedAt, tenant = null, idempotencyKey, backfilled } = publication
    const verdict: Verdict = backfilled === undefined ? 'published' : 'backfilled'
    const idempotent = idempotencyKey === null ? null : idempotencyEntry(live.source, tenant, idempotencyKey)
    const payload: Payload = { method: 'POST', url: '/api/v1/events', headers, sealedHeaders: null, body }
    const described = {
      verdict,
      secret: null,
      type,
      providerEventId: storableName(idempotencyKey ?? undefined),
      receivedAt,
      ledger: backfilled?.ledger ?? idempotent,
      rejection: null,
    }
    const view = new CandidateView(live.source.name, type, verdict, headers, body, null)
    const made = newEvent(snapshot, live, described, payload, view, this.#options.now())
    this.#append(made, done, turn, () => this.#publish(publication, done, turn + 1))
  }

  #append(event: NewEvent, done: Done, turn: number, again: () => void, act?: Act): void {
    this.#commit(event, act, (appended, error) => {
      if (appended === null) done(this.#failure(error))
      else if (appended.outcome === 'accepted') done(this.#accepted(event, appended))
      else if (appended.outcome === 'duplicate')
        done({ kind: 'duplicate', id: formatId('evt', appended.seq, appended.tag) })
      else if (appended.outcome === 'gone') done({ kind: 'gone' })
      else if (turn >= mostTurns) done({ kind: 'failed', code: 'ERR_JOURNAL_UNAVAILABLE' })
      else
        this.#options.live.refresh().then(again, (refreshError: unknown) => done(this.#failure(refreshError)))
    })
  }

  /** With others that wait; or by itself, with its row of the audit. */
  #commit(event: NewEvent, act: Act | undefined, done: AppendDone): void {
    if (act === undefined) {
      this.#queue.add(event, done)
      return
    }
    const { journal, now } = this.#options
    journal
      .by(act, now())
      .append([event])
      .then(
        ([appended]) => done(appended ?? null, null),
        (error: unknown) => done(null, error),
      )
      .finally(this.#handOn)
  }

  #accepted(event: NewEvent, { seq, tag, sameBytesAs }: Extract<Appended, { outcome: 'accepted' }>): Outcome {
    const { source, verdict, secret, type, providerEventId, receivedAt, contentType, payload, queue } = event
    const size = payload.body.length
    const stored = {
      seq,
      tag,
      source,
      verdict,
      secret,
      type,
      providerEventId,
      receivedAt,
      size,
      contentType,
      sameBytesAs,
      erasedAt: null,
    }
    this.#fresh.push({ event: stored, payload, queue })
    return { kind: 'accepted', id: formatId('evt', seq, tag) }
  }

  /** The events of one commit go on to delivery together. */
  readonly #handOn = (): void => {
    if (this.#fresh.length === 0) return
    const events = this.#fresh
    this.#fresh = []
    this.#options.onAccepted(events)
  }

  #failure(error: unknown): Outcome {
    if (error instanceof JournalUnavailable) return { kind: 'failed', code: error.code }
    this.#options.log.error({ err: error }, 'an event could not be taken in')
    return { kind: 'failed', code: 'ERR_JOURNAL_UNAVAILABLE' }
  }
}

/** What is kept of a request, its credentials sealed. */
export function payloadOf(candidate: Candidate, live: LiveSource, seal: HeaderSeal): Payload {
  const { method, url, body, rawHeaders, receivedAt, source } = candidate
  const { visible, credentials } = splitHeaders(rawHeaders, live.credentials)
  const cut = cutUrl(url, live.queryCredentials)
  const secret = cut === null ? credentials : [...credentials, [wholeUrl, url] as const]
  const sealedHeaders = sealHeaders(seal, secret, source, receivedAt)
  return { method, url: cut ?? url, headers: visible, sealedHeaders, body }
}
