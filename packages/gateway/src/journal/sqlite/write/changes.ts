import type { ConfigurationChange } from '../../../model/configuration.ts'
import type { Touched } from '../read/configuration.ts'

/** What the last changes of the configuration touched, so that what came of them can be told without reading all. */
export interface Changes {
  /** A change has been committed, and made this epoch. */
  committed(epoch: number, touched: Touched): void
  /** What was touched after an epoch, one change after the other; null where that is not known any more. */
  since(epoch: number): readonly Touched[] | null
}

/** Ids that are remembered, of however many changes. */
const mostRemembered = 20_000

/**
 * In memory: no other process changes this store, and whoever asks has begun after this one. What an older process
 * did is not known, and is read whole.
 *
 * @param epoch - of the store as it was opened
 */
export function createChanges(epoch: number): Changes {
  const remembered: { readonly epoch: number; readonly touched: Touched; readonly size: number }[] = []
  let oldest = epoch
  let newest = epoch
  let held = 0
  return {
    committed(made, touched) {
      const size = Object.values(touched).reduce((sum, ids) => sum + ids.length, 1)
      remembered.push({ epoch: made, touched, size })
      newest = made
      held += size
      while (held > mostRemembered) {
        const forgotten = remembered.shift()
        if (forgotten === undefined) break
        oldest = forgotten.epoch
        held -= forgotten.size
      }
    },
    since(from) {
      if (from < oldest || from > newest) return null
      return remembered.filter((each) => each.epoch > from).map(({ touched }) => touched)
    },
  }
}

/** What a change touches. */
export function touchedBy(change: ConfigurationChange): Touched {
  const ids = (things: readonly object[] = []): string[] =>
    things.map((thing) => (thing as { id: string }).id)
  return {
    source: ids(change.sources),
    destination: ids(change.destinations),
    route: ids(change.routes),
    secret: ids(change.secrets),
    token: ids(change.tokens),
    connection: ids(change.connections),
    removed: change.remove ?? [],
  }
}
