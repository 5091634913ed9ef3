import { JournalUnavailable } from '../../errors.ts'

/** So many at once, first come, first served; who waits does so for a limited time and in limited number. */
export interface Turns {
  /** Resolves once it is the caller's turn; rejects with `ERR_JOURNAL_UNAVAILABLE`. */
  enter(): Promise<void>
  /** Once for each `enter` that resolved. */
  leave(): void
  refuseAll(error: JournalUnavailable): void
}

interface Waiter {
  readonly go: () => void
  readonly refuse: (error: JournalUnavailable) => void
}

export function createTurns(options: { max: number; maxWaiting: number; waitMs: number }): Turns {
  // In the order of their coming.
  const waiting = new Set<Waiter>()
  let inside = 0

  function wait(): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer)
        waiting.delete(waiter)
      }
      const waiter: Waiter = {
        go: () => {
          end()
          resolve()
        },
        refuse: (error) => {
          end()
          reject(error)
        },
      }
      const timer = setTimeout(() => {
        waiter.refuse(
          new JournalUnavailable('ERR_JOURNAL_UNAVAILABLE', 'The database is busy: no connection was free.'),
        )
      }, options.waitMs)
      waiting.add(waiter)
    })
  }

  return {
    async enter() {
      if (inside < options.max) {
        inside++
        return
      }
      if (waiting.size >= options.maxWaiting)
        throw new JournalUnavailable('ERR_JOURNAL_UNAVAILABLE', 'Too much waits for the database.')
      await wait()
    },
    leave() {
      const [next] = waiting
      // The turn passes on, so that nobody who comes now gets in between.
      if (next !== undefined) next.go()
      else inside--
    },
    refuseAll(error) {
      for (const waiter of [...waiting]) waiter.refuse(error)
    },
  }
}
