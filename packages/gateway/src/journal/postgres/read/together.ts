import { type Batcher, createBatcher } from '../wire/batcher.ts'

/** Statements under way at once: other readers have a connection left. */
const atOnce = 2
/** What one statement asks at most. */
const most = 64

/**
 * Reads that are asked for at one time, in one statement: to parse and plan it costs more than a row or two of a lane.
 *
 * @param run - answers in the order of what is asked
 */
export function createTogether<Asked, Answer>(
  run: (asked: readonly Asked[]) => Promise<readonly Answer[]>,
): (asked: Asked) => Promise<Answer> {
  const batcher: Batcher<Asked, Answer> = createBatcher({
    slots: atOnce,
    besideFrom: 1,
    maxItems: most,
    run,
  })
  return async (asked) => {
    const answers = await batcher.add([asked])
    return answers[0] as Answer
  }
}
