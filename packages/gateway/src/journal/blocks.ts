import { blockOf } from '../model/block.ts'
import type { BlockQuery } from './port/look.ts'

/** What an engine knows of its blocks at a glance. */
export interface KnownBlocks {
  /** The last block that is summed up; -1 where none is. */
  readonly summed: number
  /** The lowest and highest sequence numbers that there are; null where there is no event. */
  readonly lowest: number | null
  readonly highest: number | null
}

/** Those of the blocks that are not summed up yet which lie in the direction of a list, in its order. */
export function blocksBehindSums(
  { summed, lowest, highest }: KnownBlocks,
  { at, upwards, limit }: Pick<BlockQuery, 'at' | 'upwards' | 'limit'>,
): number[] {
  if (lowest === null || highest === null) return []
  const first = Math.max(summed + 1, blockOf(lowest), upwards && at !== null ? blockOf(at) : 0)
  const last = Math.min(blockOf(highest), upwards || at === null ? blockOf(highest) : blockOf(at))
  const count = Math.max(0, Math.min(last - first + 1, limit))
  return Array.from({ length: count }, (_, index) => (upwards ? first + index : last - index))
}
