import { undecidedDue } from '../../../model/delivery.ts'

/** Finds what waits for a decision among all that waits. */
export const undecided: string = `
create index queue_undecided on queue (seq, lane, replay) where due = ${undecidedDue};
`
