import type { NewRejection } from '../../port/intake.ts'
import { beginOperation, endOperation, operation } from './operation.ts'
import { type PackedPayload, readPayload, writePayload } from './payload.ts'
import type { Pen } from './pen.ts'
import type { Scan } from './scan.ts'
import { readTexts, writeTexts } from './texts.ts'

/** Results of one rejection: seq, tag. */
export const rejectResults = 2
/** Texts of one rejection: code, explanation, network, method, URL. */
const rejectTexts = 5

export function writeReject(pen: Pen, rejections: readonly NewRejection[]): void {
  const head = beginOperation(pen, operation.reject, rejections.length * rejectResults)
  pen.number(rejections.length)
  for (const rejection of rejections) writeRejection(pen, rejection)
  endOperation(pen, head)
}

/** One rejection as it travels; the writer fills the same object again and again. */
export class PackedRejection {
  source = 0
  receivedAt = 0
  held = 0
  readonly budget = { count: 0, bytes: 0 }
  readonly texts: (string | null)[] = new Array(rejectTexts).fill(null)
  readonly payload: PackedPayload = { headers: new Uint8Array(), sealed: null, body: new Uint8Array() }
}

/** What `readRejection` reads, in the same order. */
function writeRejection(pen: Pen, rejection: NewRejection): void {
  const { source, receivedAt, held, budget, payload, code, explanation, network } = rejection
  pen.number(source)
  pen.number(receivedAt)
  pen.number(held ? 1 : 0)
  pen.number(budget.count)
  pen.number(budget.bytes)
  writeTexts(pen, [code, explanation, network, payload.method, payload.url])
  writePayload(pen, payload, rejection)
}

export function readRejection(scan: Scan, into: PackedRejection): void {
  into.source = scan.number()
  into.receivedAt = scan.number()
  into.held = scan.number()
  into.budget.count = scan.number()
  into.budget.bytes = scan.number()
  readTexts(scan, into.texts)
  readPayload(scan, into.payload)
}

export function writeRemoveRejection(pen: Pen, seq: number): void {
  const head = beginOperation(pen, operation.removeRejection, 1)
  pen.number(seq)
  endOperation(pen, head)
}
