import type { Act } from '../model/act.ts'
import { type ActedChange, touchedIds } from '../model/acted-change.ts'
import type { ConfigurationChange } from '../model/configuration.ts'
import { Draft } from './draft.ts'
import type { Standing } from './standing.ts'

/** A change, and whose it is. */
export type Acted = Omit<ActedChange, 'at'>

/** What somebody wants changed; made of what stands when it is its turn. */
export interface Wish {
  readonly act: Act
  readonly make: (now: Standing) => ConfigurationChange
}

/** What shares a commit is made in one go, which holds the main thread. */
const mostWishes = 32
const mostTouched = 500

/**
 * What the first of several wishes change, as many as share one commit, each made upon those before it. The others wait,
 * from the first on that is refused (it is to be refused upon what has been committed, not upon what may yet fail), that
 * touches what one before it touches, that asks the store whether something is idle, or that is large by itself. None
 * where the first is refused.
 */
export function shareCommit(stands: Standing, wishes: readonly Wish[]): readonly Acted[] {
  const draft = new Draft(stands)
  const touched = new Set<string>()
  const changes: Acted[] = []
  for (const { act, make } of wishes.slice(0, mostWishes)) {
    const change = unlessRefused(() => make(draft))
    if (change === null) break
    const ids = touchedIds(change)
    const isApart =
      (change.idle ?? []).length > 0 ||
      touched.size + ids.length > mostTouched ||
      ids.some((id) => touched.has(id))
    if (!isApart || changes.length === 0) changes.push({ act, change })
    if (isApart) break
    for (const id of ids) touched.add(id)
    draft.add(change)
  }
  return changes
}

/** Whatever it is refused with is met again by who makes it alone. */
function unlessRefused(make: () => ConfigurationChange): ConfigurationChange | null {
  try {
    return make()
  } catch {
    return null
  }
}
