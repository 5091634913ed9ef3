import type { NewQueueRow } from '../../port/queue.ts'
import { beginOperation, endOperation, operation } from './operation.ts'
import type { Pen } from './pen.ts'
import { writeTexts } from './texts.ts'

export function writeEnqueue(pen: Pen, rows: readonly NewQueueRow[]): void {
  const head = beginOperation(pen, operation.enqueue, 1)
  pen.number(rows.length)
  for (const { lane, due, seq, replay, orderKey } of rows) {
    pen.number(lane)
    pen.number(due)
    pen.number(seq)
    pen.number(replay)
    writeTexts(pen, [orderKey])
  }
  endOperation(pen, head)
}
