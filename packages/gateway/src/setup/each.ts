import { type Fault, Refusal } from '../model/refusal.ts'
import type { Command } from './command.ts'
import { Draft } from './draft.ts'
import { faultsOf } from './together.ts'

/** How many faults are told of at once. */
const mostFaults = 20

/**
 * A command made of one for each of a list, each upon what those before it have made: one change of all of it, or a
 * refusal that names each place in the list that is wrong.
 *
 * @param list - a JSON pointer to the list, such as `/destinations`
 */
export function each<In>(list: string, command: Command<In>): Command<readonly In[]> {
  return (now, inputs, context) => {
    const draft = new Draft(now)
    forEach(list, inputs, (input) => draft.run(command, input, context))
    return draft.change()
  }
}

/**
 * Does a work for each of a list, then throws what the first one was refused with, with the faults of all, each at its
 * place. What the library refuses is told as ERR_INPUT, with its own code at the place.
 */
export function forEach<Item>(list: string, items: readonly Item[], work: (item: Item) => unknown): void {
  const faults: Fault[] = []
  let refused: Refusal | null = null
  for (const [index, item] of items.entries()) {
    try {
      work(item)
    } catch (error) {
      const found = faultsOf(error, '')
      if (found === null) throw error
      faults.push(...found.map((fault) => ({ ...fault, at: `${list}/${index}${fault.at}` })))
      refused ??= error instanceof Refusal ? error : new Refusal('ERR_INPUT')
      if (faults.length >= mostFaults) break
    }
  }
  const [first] = faults
  if (refused !== null && first !== undefined)
    throw new Refusal(refused.code, `${first.at}: ${first.message}`, faults.slice(0, mostFaults))
}
