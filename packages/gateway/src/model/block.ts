/**
 * Sequence numbers in a block. What a whole block holds is summed up behind the intake, by source: so a list passes
 * over the blocks that hold nothing of what it is asked for, and says about how much there is without a look at it.
 */
export const blockSize = 4096

/** The block that a sequence number stands in. */
export function blockOf(seq: number): number {
  return Math.floor(seq / blockSize)
}

/** The first and the last sequence number of a block. */
export function boundsOf(block: number): { readonly low: number; readonly high: number } {
  return { low: block * blockSize, high: (block + 1) * blockSize - 1 }
}

/** Stands in the sums for all sources together, whose numbers begin at 1. */
export const allSources = 0
