import type { Failure } from '../configuration/evaluation.ts'
import type { EventView, Filter } from '../configuration/filter.ts'
import { Refusal } from '../model/refusal.ts'

const sentences: Readonly<Record<Exclude<Failure, 'failed'>, string>> = {
  cost: 'it would cost more than the size of that allows',
  number: 'it hangs on a number of more than 1,000 digits',
  damaged:
    'what is stored of it is no longer what came in, see `countersign check`. Erase it by its id, or by source and time without a filter',
}

/** An erasure's filter cannot say whether something is meant: to go on would erase too little, or the wrong thing. */
export class ErasureUndecided extends Refusal<'ERR_ERASURE_UNDECIDED'> {
  override readonly name: string = 'ErasureUndecided'
  constructor(what: string, why: Exclude<Failure, 'failed'>) {
    super('ERR_ERASURE_UNDECIDED', `The filter cannot decide on ${what}: ${sentences[why]}.`)
  }
}

/**
 * Whether something is meant. A field that is not there is not meant, nor is one of another type. Throws
 * `ErasureUndecided`.
 *
 * @param what - its public id
 */
export function isMeant(filter: Filter, view: EventView, what: string): boolean {
  return filter(view, (why) => {
    if (why !== 'failed') throw new ErasureUndecided(what, why)
  })
}
