import type { Connection } from '../model/connection.ts'
import type { ConnectDeps } from './deps.ts'

/** How long no other gateway takes a turn at what is worked on, in ms; renewed while it is. */
const heldMs = 60_000

/**
 * Does what may take longer than a turn: of the gateways that share a store one alone fetches a gap. Where it dies in
 * the middle, the others wait a minute.
 *
 * @param nextAt - when the next turn is, once it is done
 * @returns null where another has had a turn meanwhile, or is at it: nothing was done
 */
export async function holding<T>(
  { journal, now, log }: ConnectDeps,
  { id }: Pick<Connection, 'id'>,
  nextAt: number,
  work: () => Promise<T>,
): Promise<T | null> {
  const take = (until: number, before = Number.MAX_SAFE_INTEGER) => journal.takeWatch(id, before, until)
  if ((await take(Math.max(nextAt, now() + heldMs), nextAt)) === null) return null
  const timer = setInterval(() => {
    take(Math.max(nextAt, now() + heldMs)).catch((error: unknown) =>
      log.warn(
        { err: error, connection: id },
        'a gap is being fetched, and another gateway may begin with it too',
      ),
    )
  }, heldMs / 3)
  try {
    return await work()
  } finally {
    clearInterval(timer)
    await take(nextAt)
  }
}
