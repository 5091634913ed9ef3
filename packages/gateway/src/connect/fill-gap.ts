import type { LiveSource } from '../configuration/live.ts'
import type { Connection } from '../model/connection.ts'
import { backFill } from './back-fill.ts'
import type { ConnectDeps } from './deps.ts'
import type { Gap } from './provider.ts'
import { ProviderError } from './provider-error.ts'
import { tell } from './tell.ts'
import type { WatchState } from './watch-state.ts'

/** A gap that could not be fetched for this long is given up and told. */
const longestGapMs = 86_400_000

/** What of a watch's state an attempt to fill its gap changes. */
type Filled = Pick<WatchState, 'gap' | 'notBefore'> & Partial<Pick<WatchState, 'lastGap'>>

/**
 * Fetches what was missed and tells what came of it. Where the provider cannot be asked now the gap stays, and no call
 * is made before the time that it names; after a day it is given up, and told as lost. Where all could be fetched and
 * nothing was missing, nobody is told.
 */
export async function fillGap(
  deps: ConnectDeps,
  connection: Connection,
  live: LiveSource,
  gap: Gap,
): Promise<Filled> {
  const stretch = `Notifications may have been lost from ${iso(gap.from)} to ${iso(gap.to)}`
  const times = { from: iso(gap.from), to: iso(gap.to) }
  try {
    const { found, added, beyondReach } = await backFill(deps, connection, live, gap)
    const type = beyondReach.length === 0 ? 'connection.backfilled' : 'connection.gap'
    const sentence = [
      `${stretch}. Found at the provider: ${found}; not come before and now let in as "backfilled": ${added}.`,
      ...beyondReach,
    ].join(' ')
    if (added > 0 || beyondReach.length > 0)
      await tell(deps, connection, live, { type, sentence }, { ...times, found, added, beyondReach })
    return { gap: null, lastGap: { ...gap, found, added, beyondReach }, notBefore: null }
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    deps.log.warn({ connection: connection.id, code: error.code }, error.message)
    const notBefore = error.retryAfterMs === null ? null : deps.now() + error.retryAfterMs
    if (deps.now() - gap.to < longestGapMs) return { gap, notBefore }
    const lost = `Nothing could be fetched. ${error.message}`
    const sentence = `${stretch}. ${lost}`
    await tell(
      deps,
      connection,
      live,
      { type: 'connection.gap', sentence },
      { ...times, found: 0, added: 0, beyondReach: [lost] },
    )
    return { gap: null, lastGap: { ...gap, found: 0, added: 0, beyondReach: [lost] }, notBefore: null }
  }
}

export function iso(ms: number): string {
  return new Date(ms).toISOString()
}
