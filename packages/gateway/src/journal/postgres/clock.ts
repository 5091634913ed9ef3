import { aheadOf, clockProblem } from '../../model/clock-difference.ts'
import { repeat } from './repeat.ts'
import type { Database } from './wire/database.ts'

/** Compares this host's clock with the database's, again and again. */
export interface Clock {
  /** How far this host is ahead, in ms, as of the last comparison: nothing where the journey there hides it. */
  aheadMs(): number
  close(): void
}

/** So often, in ms. */
const everyMs = 2000

/** Warns once when the clocks have come to differ too much, and says when they agree again. */
export function createClock(
  database: Pick<Database, 'read'>,
  { now, log }: { now: () => number; log: { info(message: string): void; warn(message: string): void } },
): Clock {
  let ahead = 0
  let differs = false
  const comparing = repeat({
    async work() {
      const seen = await compare(database, now).catch(() => null)
      if (seen === null) return
      ahead = seen
      const problem = clockProblem(ahead)
      if (differs === (problem !== null)) return
      differs = problem !== null
      if (problem !== null) log.warn(`${problem} Retries and lifetimes are wrong until then.`)
      else log.info("This host's clock and the database's agree again.")
    },
    everyMs: () => everyMs,
    leastMs: everyMs,
  })
  return { aheadMs: () => ahead, close: comparing.close }
}

/** The true difference lies between the two that the journey there and back allows; the lesser one counts. */
async function compare(database: Pick<Database, 'read'>, now: () => number): Promise<number> {
  const before = now()
  const [row] = await database.read<{ now: number }>('select countersign.now_1() as now')
  return aheadOf(row?.now ?? before, before, now())
}
