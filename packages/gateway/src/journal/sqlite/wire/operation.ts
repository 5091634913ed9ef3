import type { Pen } from './pen.ts'

/** What the writer is asked to do, by number on the wire. */
export const operation = { append: 1, settle: 2, reject: 3, enqueue: 4, removeRejection: 5 } as const

/** Numbers before an operation's own: its kind, where it ends in both buffers, how many results it has. */
export const headLength = 4

/** Begins an operation; `endOperation` fills in where it ends. */
export function beginOperation(pen: Pen, kind: number, results: number): number {
  const head = pen.at
  pen.number(kind)
  pen.number(0)
  pen.number(0)
  pen.number(results)
  return head
}

/** The writer skips an operation by these ends when another of the same batch must be tried alone. */
export function endOperation(pen: Pen, head: number): void {
  pen.numbers[head + 1] = pen.at
  pen.numbers[head + 2] = pen.end
}
