import type { Settlement } from '../../port/queue.ts'
import { finals } from '../verdicts.ts'
import { beginOperation, endOperation, operation } from './operation.ts'
import type { Pen } from './pen.ts'
import { writeTexts } from './texts.ts'

/** Written in place of a final state where the delivery is deferred. */
export const deferred = 0

export function writeSettle(pen: Pen, owner: string, settlements: readonly Settlement[]): void {
  const head = beginOperation(pen, operation.settle, settlements.length)
  pen.number(settlements.length)
  pen.text(owner)
  for (const { lane, fence, at, attempt, next } of settlements) {
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
    pen.number('state' in next ? finals[next.state] : deferred)
    pen.number('state' in next ? 0 : next.retryAt)
  }
  endOperation(pen, head)
}
