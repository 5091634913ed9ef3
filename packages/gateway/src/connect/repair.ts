import type { Connection } from '../model/connection.ts'
import type { ConnectDeps } from './deps.ts'
import { finish } from './establish.ts'
import { widen } from './judge-look.ts'
import { hookFields, openConnection } from './open-connection.ts'
import { freshWatchState, readWatchState, writeWatchState } from './watch-state.ts'

/**
 * Sets the webhook right where a person has deleted or changed it: writes its target and secret anew, or makes
 * another. What was lost while it was wrong is a gap, which the next look fetches and tells. Rejects with
 * `ProviderError`.
 */
export async function repair(deps: ConnectDeps, connection: Connection): Promise<Connection> {
  const provider = openConnection(deps, connection)
  const hooks = await provider.hooks()
  const own = hooks.find(({ id, wanted }) => id === connection.webhook && wanted)
  const live = deps.live.current().source(connection.source)
  if (own === undefined || live === undefined) {
    const before = readWatchState((await deps.journal.watches()).get(connection.id) ?? null)
    const made = await finish(deps, connection, hooks)
    const now = deps.now()
    const from = before?.goodAt ?? before?.checkedAt ?? connection.createdAt
    const { lastGap = null } = before ?? {}
    const state = { ...freshWatchState(now), lastGap, gap: widen(before?.gap ?? null, { from, to: now }) }
    await deps.journal.keepWatch(made.id, writeWatchState(state))
    return made
  }
  await provider.save(own.id, hookFields(deps, connection, live))
  return connection
}
