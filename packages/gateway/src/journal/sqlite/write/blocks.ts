import type { DatabaseSync } from 'node:sqlite'
import { allSources, blockOf, blockSize, boundsOf } from '../../../model/block.ts'

/** Sums up blocks of events, each after all before it: what has no sum below the last that is summed up holds nothing. */
export interface Blocks {
  /** To be told of each event's number, within its transaction: the last of a block sums it up. */
  took(seq: number): void
  /**
   * Sums up some of the whole blocks up to a number that are not yet: of a store of before, or one that was copied.
   * Says whether there are more.
   */
  catchUp(lastSeq: number): boolean
}

/** Blocks that a step catches up with; nothing is appended meanwhile. */
const blocksAtOnce = 4

/**
 * A statement for each block, whose events are in the cache still. Kept in memory instead, the sums would have to be
 * taken back with a transaction, and read again at each start.
 */
export function createBlocks(db: DatabaseSync): Blocks {
  const sumUp = db.prepare(`
    insert into event_block (source, block, count, oldest, newest)
    select source, ?1, count(*), min(received_ms), max(received_ms) from event
     where seq between ?2 and ?3 group by source
    union all
    select ${allSources}, ?1, count(*), min(received_ms), max(received_ms) from event
     where seq between ?2 and ?3 having count(*) > 0
    on conflict do nothing`)
  const forget = db.prepare('delete from event_block where block < ?')
  const first = db.prepare('select min(seq) as seq from event where seq >= ?')
  const last = db.prepare(`select max(block) as block from event_block where source = ${allSources}`)

  const sum = (block: number): void => {
    const { low, high } = boundsOf(block)
    sumUp.run(block, low, high)
  }
  /** The block that is to be summed up next, or null where no event is left to sum up. */
  const nextBlock = (): number | null => {
    const known = last.get()?.block
    const seq = first.get(typeof known === 'number' ? boundsOf(known + 1).low : 0)?.seq
    return typeof seq === 'number' ? blockOf(seq) : null
  }

  return {
    took(seq) {
      const block = blockOf(seq)
      if ((seq + 1) % blockSize !== 0 || nextBlock() !== block) return
      sum(block)
      forget.run(blockOf(Number(first.get(0)?.seq ?? seq)))
    },
    catchUp(lastSeq) {
      for (let turns = 0; turns < blocksAtOnce; turns++) {
        const block = nextBlock()
        if (block === null || block >= blockOf(lastSeq + 1)) return false
        sum(block)
      }
      return true
    },
  }
}
