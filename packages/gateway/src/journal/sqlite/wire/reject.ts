import type { NewRejection } from '../../port/intake.ts'
import { beginOperation, endOperation, operation } from './operation.ts'
import { writePayload } from './payload.ts'
import type { Pen } from './pen.ts'
import { writeTexts } from './texts.ts'

/** Results of one rejection: seq, tag. */
export const rejectResults = 2
/** Texts of one rejection: code, explanation, network, method, URL. */
export const rejectTexts = 5

export function writeReject(pen: Pen, rejections: readonly NewRejection[]): void {
  const head = beginOperation(pen, operation.reject, rejections.length * rejectResults)
  pen.number(rejections.length)
  for (const rejection of rejections) {
    const { source, receivedAt, held, budget, payload, code, explanation, network } = rejection
    pen.number(source)
    pen.number(receivedAt)
    pen.number(held ? 1 : 0)
    pen.number(budget.count)
    pen.number(budget.bytes)
    writeTexts(pen, [code, explanation, network, payload.method, payload.url])
    writePayload(pen, payload, rejection)
  }
  endOperation(pen, head)
}

export function writeRemoveRejection(pen: Pen, seq: number): void {
  const head = beginOperation(pen, operation.removeRejection, 1)
  pen.number(seq)
  endOperation(pen, head)
}
