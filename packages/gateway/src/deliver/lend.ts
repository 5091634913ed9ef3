import type { LiveDestination } from '../configuration/live.ts'
import type { Loan, LoanSettlement, LoanStore } from '../journal/port/loans.ts'
import type { FoundPayloads, LookStore } from '../journal/port/look.ts'
import { type Attempt, endWithoutTry } from '../model/delivery.ts'
import type { Payload, StoredEvent } from '../model/event.ts'
import { afterFailure } from '../model/judge.ts'
import { missingContent } from './contents.ts'
import { type DeliverySigner, deliveryMessage, type Forwarding } from './delivery-message.ts'
import type { SettleLoans } from './settle-loans.ts'

/** What one call may lend. */
export interface Wanted {
  readonly limit: number
  readonly leaseMs: number
  /** What is to become of one of this source, by its number: asked as it is lent. Absent: all is lent. */
  readonly fateOf?: (source: number) => Fate
}

/** `keep`: not for whoever asks, it waits on; `discard`: for nobody any more. */
export type Fate = 'lend' | 'keep' | 'discard'

/** How long what is kept is not looked at again, in ms. */
const keepMs = 2_000

/** A delivery that is lent, as a push would have carried it. */
export interface Lent {
  readonly loan: Loan
  readonly event: StoredEvent
  /** Names and values in turn. */
  readonly headers: readonly string[]
  /** The request as it was received; its body is the delivery's. */
  readonly payload: Payload
}

/** What lending is made of. */
export interface LendParts {
  readonly journal: Pick<LoanStore, 'lend'> & Pick<LookStore, 'payloads'>
  readonly settle: SettleLoans
  readonly sourceOf: (source: number) => Forwarding
  readonly now: () => number
  readonly random: () => number
}

/** Bodies in one answer, in bytes. */
const mostBytes = 4 * 1024 * 1024

/**
 * Lends what is due of one destination and makes of each what a push would have sent. What cannot be signed has
 * failed, and is tried again by the schedule; what has no content any more is dead. Rejects as the journal does,
 * with nothing lent as far as the journal takes it back.
 */
export async function lend(
  { destination, lanes }: LiveDestination,
  signer: DeliverySigner,
  { limit, leaseMs, fateOf = () => 'lend' }: Wanted,
  { journal, settle, sourceOf, now, random }: LendParts,
): Promise<readonly Lent[]> {
  const lane = lanes[0]?.number
  if (lane === undefined) return []
  const at = now()
  const loans = await journal.lend({ lane, now: at, until: at + leaseMs, limit, maxBytes: mostBytes })
  if (loans.length === 0) return []
  let contents: FoundPayloads
  try {
    contents = await journal.payloads([...new Set(loans.map(({ seq }) => seq))])
  } catch (error) {
    await settle.takeBack(loans)
    throw error
  }
  const lent: Lent[] = []
  const ended: { loan: Loan; next: LoanSettlement['next'] }[] = []
  for (const loan of loans) {
    const content = contents.get(loan.seq)
    if (content === undefined) {
      ended.push({
        loan,
        next: { attempt: endWithoutTry(missingContent(contents, loan.seq), at), state: 'dead' },
      })
      continue
    }
    const { event, payload } = content
    const fate = fateOf(event.source)
    if (fate !== 'lend') {
      ended.push({ loan, next: fate === 'keep' ? { backAt: at + keepMs } : discarded(at) })
      continue
    }
    try {
      const source = sourceOf(event.source)
      const { headers } = deliveryMessage(content, loan, loan.attempts, destination, '', source, signer, at)
      lent.push({ loan, event, headers, payload })
    } catch {
      // No secret is live, or the scheme cannot sign this message: nothing leaves unsigned.
      const next = afterFailure(loan.attempts - loan.earlier, at, destination.policy, random, 0)
      ended.push({ loan, next: { attempt: unsignable(loan), ...next } })
    }
  }
  await settle.end(ended)
  return lent
}

function discarded(at: number): LoanSettlement['next'] {
  return { attempt: endWithoutTry('ERR_NO_DESTINATION', at), state: 'discarded' }
}

function unsignable({ attempts, lentAt }: Loan): Attempt {
  const code = 'ERR_DELIVERY_UNSIGNABLE'
  return { n: attempts, at: lentAt, ms: 0, status: null, code, answer: new Uint8Array(0) }
}
