import type { DatabaseSync } from 'node:sqlite'
import type { Lease, Loan } from '../../port/loans.ts'
import { type Row, text } from './event-row.ts'

export interface LoanReads {
  loans(leases: readonly Lease[]): (Loan | null)[]
  endedLoans(now: number, limit: number): Loan[]
  lentIn(lane: number, limit: number): Loan[]
}

const columns = 'lane, due, seq, replay, attempts, earlier, order_key, lease, lent'

export function loanReads(db: DatabaseSync): LoanReads {
  const one = db.prepare(
    `select ${columns} from queue where seq = ? and lane = ? and replay = ? and lease = ?`,
  )
  const ended = db.prepare(
    `select ${columns} from queue where lease is not null and due <= ? order by due limit ?`,
  )
  const lent = db.prepare(
    `select ${columns} from queue where lease is not null and lane = ? order by due limit ?`,
  )
  return {
    loans: (leases) =>
      leases.map(({ seq, lane, replay, lease }) => {
        const row = one.get(seq, lane, replay, lease)
        return row === undefined ? null : loanOf(row)
      }),
    endedLoans: (now, limit) => ended.all(now, limit).map(loanOf),
    lentIn: (lane, limit) => lent.all(lane, limit).map(loanOf),
  }
}

/** A lent row of the queue. */
export function loanOf(row: Row): Loan {
  return {
    lane: Number(row.lane),
    due: Number(row.due),
    seq: Number(row.seq),
    replay: Number(row.replay),
    attempts: Number(row.attempts),
    earlier: Number(row.earlier),
    orderKey: text(row.order_key),
    lease: Number(row.lease),
    lentAt: Number(row.lent),
  }
}
