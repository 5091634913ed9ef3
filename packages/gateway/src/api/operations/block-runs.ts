import { boundsOf } from '../../model/block.ts'

/** Sequence numbers in a row, both inclusive. */
export interface Run {
  readonly low: number
  readonly high: number
}

/** Neighboring blocks joined, in their order, which is that of a list. */
export function runsOf(blocks: readonly number[]): Run[] {
  const runs: Run[] = []
  for (const block of blocks) {
    const { low, high } = boundsOf(block)
    const last = runs.at(-1)
    if (last !== undefined && last.low === high + 1) runs.splice(-1, 1, { low, high: last.high })
    else if (last !== undefined && last.high === low - 1) runs.splice(-1, 1, { low: last.low, high })
    else runs.push({ low, high })
  }
  return runs
}
