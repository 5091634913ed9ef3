import type { Attempt } from '../../../model/delivery.ts'
import type { Settlement } from '../../port/queue.ts'
import { finalNumber } from '../../stored-numbers.ts'
import { beginOperation, endOperation, operation } from './operation.ts'
import type { Pen } from './pen.ts'
import type { Scan } from './scan.ts'
import { readTexts, writeTexts } from './texts.ts'

/** Written in place of a final state where the delivery is deferred. */
export const deferred = 0

export function writeSettle(pen: Pen, owner: string, settlements: readonly Settlement[]): void {
  const head = beginOperation(pen, operation.settle, settlements.length)
  pen.number(settlements.length)
  pen.text(owner)
  for (const settlement of settlements) writeSettlement(pen, settlement)
  endOperation(pen, head)
}

/** One settlement as it travels; the writer fills the same object again and again. */
export class PackedSettlement {
  lane = 0
  fence = 0
  due = 0
  seq = 0
  replay = 0
  readonly attempt: { -readonly [Part in keyof Attempt]: Attempt[Part] } = {
    n: 0,
    at: 0,
    ms: 0,
    status: null,
    code: null,
    answer: new Uint8Array(),
  }
  /** One of `finalNumber`, or `deferred`. */
  next = 0
  retryAt = 0
}

/** What `readSettlement` reads, in the same order. */
function writeSettlement(pen: Pen, { lane, fence, at, attempt, next }: Settlement): void {
  pen.number(lane)
  pen.number(fence)
  pen.number(at.due)
  pen.number(at.seq)
  pen.number(at.replay)
  pen.number(attempt.n)
  pen.number(attempt.at)
  pen.number(attempt.ms)
  pen.number(attempt.status ?? -1)
  writeTexts(pen, [attempt.code])
  pen.blob(attempt.answer)
  pen.number('state' in next ? finalNumber[next.state] : deferred)
  pen.number('state' in next ? 0 : next.retryAt)
}

const code: (string | null)[] = [null]

export function readSettlement(scan: Scan, into: PackedSettlement): void {
  const { attempt } = into
  into.lane = scan.number()
  into.fence = scan.number()
  into.due = scan.number()
  into.seq = scan.number()
  into.replay = scan.number()
  attempt.n = scan.number()
  attempt.at = scan.number()
  attempt.ms = scan.number()
  const status = scan.number()
  attempt.status = status < 0 ? null : status
  readTexts(scan, code)
  attempt.code = code[0] ?? null
  attempt.answer = scan.blob()
  into.next = scan.number()
  into.retryAt = scan.number()
}
