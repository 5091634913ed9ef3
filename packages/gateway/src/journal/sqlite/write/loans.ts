import { randomBytes } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import type { Attempt, FinalState } from '../../../model/delivery.ts'
import type { Lending, Loan, LoanSettlement } from '../../port/loans.ts'
import { finalNumber } from '../../stored-numbers.ts'
import { retriedNumber } from '../../tally-numbers.ts'
import { loanOf } from '../read/loans.ts'
import { queueReads } from '../read/queue.ts'
import type { Lanes } from './lanes.ts'
import { createRecordAttempt } from './record-attempt.ts'
import type { State } from './state.ts'
import type { Tallies } from './tallies.ts'

/** What is written of loans; each call within a transaction. */
export interface Loans {
  lend(lending: Lending): Loan[]
  settleLoans(settlements: readonly LoanSettlement[]): boolean[]
}

export function createLoans(parts: {
  readonly db: DatabaseSync
  readonly state: State
  readonly lanes: Pick<Lanes, 'destinationOf'>
  readonly tallies: Tallies
}): Loans {
  const { db, lanes, tallies } = parts
  const { counts } = parts.state
  const { due: dueRows } = queueReads(db)
  const sizeOf = db.prepare('select size from event where seq = ?')
  const lend = db.prepare(`
    update queue set due = :until, attempts = attempts + 1, lease = :lease, lent = :now
    where lane = :lane and due = :due and seq = :seq and replay = :replay and lease is null
      and (order_key is null or not exists (
        select 1 from queue other where other.lane = :lane and other.order_key = queue.order_key
          and other.lease is not null))
    returning *`)
  const mine =
    'where seq = :seq and lane = :lane and replay = :replay and lease = :lease and due = coalesce(:due, due)'
  const end = db.prepare(`delete from queue ${mine}`)
  const defer = db.prepare(`update queue set due = :at, lease = null, lent = null ${mine}`)
  const extend = db.prepare(`update queue set due = :at ${mine}`)
  const takeBack = db.prepare(
    `update queue set due = :at, attempts = attempts - 1, lease = null, lent = null ${mine}`,
  )
  const record = createRecordAttempt(db)

  const write = (settlement: LoanSettlement, attempt: Attempt, final: FinalState | null): void => {
    const number = final === null ? null : finalNumber[final]
    record(settlement, attempt, number)
    const ms = attempt.n === 0 ? null : attempt.ms
    tallies.delivery(attempt.at, lanes.destinationOf(settlement.lane), number ?? retriedNumber, ms)
    if (final === null) return
    counts.pending--
    counts[final]++
  }

  const settle = (settlement: LoanSettlement): boolean => {
    const { seq, lane, replay, lease, due, next } = settlement
    const which = { seq, lane, replay, lease, due }
    if ('until' in next) return extend.run({ ...which, at: next.until }).changes > 0
    if ('backAt' in next) return takeBack.run({ ...which, at: next.backAt }).changes > 0
    const { changes } = 'state' in next ? end.run(which) : defer.run({ ...which, at: next.retryAt })
    if (changes === 0) return false
    write(settlement, next.attempt, 'state' in next ? next.state : null)
    return true
  }

  return {
    lend: ({ lane, now, until, limit, maxBytes }) => {
      const lent: Loan[] = []
      let bytes = 0
      for (const { due, seq, replay } of dueRows(lane, now, null, limit)) {
        bytes += Number(sizeOf.get(seq)?.size ?? 0)
        if (bytes > maxBytes && lent.length > 0) break
        const lease = randomBytes(6).readUIntBE(0, 6)
        const row = lend.get({ lane, due, seq, replay, now, until, lease })
        if (row !== undefined) lent.push(loanOf(row))
      }
      return lent
    },
    settleLoans: (settlements) => settlements.map(settle),
  }
}
