import type { NewQueueRow } from '../../port/queue.ts'
import { beginOperation, endOperation, operation } from './operation.ts'
import type { Pen } from './pen.ts'
import type { Scan } from './scan.ts'
import { readTexts, writeTexts } from './texts.ts'

export function writeEnqueue(pen: Pen, rows: readonly NewQueueRow[]): void {
  const head = beginOperation(pen, operation.enqueue, 1)
  pen.number(rows.length)
  for (const row of rows) writeRow(pen, row)
  endOperation(pen, head)
}

function writeRow(pen: Pen, { lane, due, seq, replay, orderKey }: NewQueueRow): void {
  pen.number(lane)
  pen.number(due)
  pen.number(seq)
  pen.number(replay)
  writeTexts(pen, [orderKey])
}

const orderKey: (string | null)[] = [null]

/** One row of those that `writeEnqueue` wrote, in the same order. */
export function readRow(scan: Scan): NewQueueRow {
  const lane = scan.number()
  const due = scan.number()
  const seq = scan.number()
  const replay = scan.number()
  readTexts(scan, orderKey)
  return { lane, due, seq, replay, orderKey: orderKey[0] ?? null }
}
