import type { ConfigurationChange } from '../model/configuration.ts'
import { type Fault, Refusal } from '../model/refusal.ts'
import type { Command, SetupContext } from './command.ts'
import { Draft } from './draft.ts'
import type { Standing } from './standing.ts'
import { faultsOf } from './together.ts'

/** How many faults are told of at once. */
const mostFaults = 20

/** A command, and what it is to be run with, one after the other. */
export interface Each<In> {
  /** A JSON pointer to the list in what is asked, such as `/destinations`. */
  readonly list: string
  readonly command: Command<In>
  readonly inputs: readonly In[]
}

/**
 * Runs a command for each of a list, upon what those before it have made: one change of all of it, or a refusal that
 * names each place in the list that is wrong. One item between two steps.
 */
export function* makingEach<In>(
  { list, command, inputs }: Each<In>,
  now: Standing,
  context: SetupContext,
): Generator<void, ConfigurationChange> {
  const draft = new Draft(now)
  yield* steps(list, inputs, (input) => draft.run(command, input, context))
  return draft.change()
}

/**
 * Does a work for each of a list, then throws what the first one was refused with, with the faults of all, each at its
 * place. What the library refuses is told as ERR_INPUT, with its own code at the place.
 */
export function forEach<Item>(list: string, items: readonly Item[], work: (item: Item) => unknown): void {
  const all = steps(list, items, work)
  while (!all.next().done);
}

function* steps<Item>(
  list: string,
  items: readonly Item[],
  work: (item: Item) => unknown,
): Generator<void, void> {
  const faults: Fault[] = []
  let refused: Refusal | null = null
  for (const [index, item] of items.entries()) {
    yield
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
