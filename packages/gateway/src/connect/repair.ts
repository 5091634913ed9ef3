import type { Connection } from '../model/connection.ts'
import type { ConnectDeps } from './deps.ts'
import { finish } from './establish.ts'
import { lastGood, widen } from './judge-look.ts'
import { hookFields, openConnection } from './open-connection.ts'
import { freshWatchState, readWatchState, type WatchState, writeWatchState } from './watch-state.ts'

/**
 * Sets the webhook right where a person has deleted or changed it: writes its target and secret anew, or makes
 * another. What was lost while it was wrong is a gap, which the next look fetches and tells; whether it was wrong is
 * not asked, since nobody may have looked since, and a provider may not say. Rejects with `ProviderError`.
 */
export async function repair(deps: ConnectDeps, connection: Connection): Promise<Connection> {
  const provider = openConnection(deps, connection)
  const hooks = await provider.hooks()
  const own = hooks.find(({ id, wanted }) => id === connection.webhook && wanted)
  const live = deps.live.current().source(connection.source)
  // Kept before the provider is asked: once it is right, a look of another gateway's says that it was right all along,
  // and whoever ends in between leaves nothing that says otherwise.
  const before = await stateOf(deps, connection)
  const from = lastGood({ before, now: deps.now() })
  const withGap = (state: WatchState, now: number): WatchState => ({
    ...state,
    gap: widen(state.gap, { from, to: now }),
  })
  await deps.journal.keepWatch(connection.id, writeWatchState(withGap(before, deps.now())))
  if (own === undefined || live === undefined) {
    const { gap, lastGap } = before
    return await finish(deps, connection, hooks, (now) =>
      withGap({ ...freshWatchState(now), gap, lastGap }, now),
    )
  }
  await provider.save(own.id, hookFields(deps, connection, live))
  const after = await stateOf(deps, connection)
  await deps.journal.keepWatch(connection.id, writeWatchState(withGap(after, deps.now())))
  return connection
}

async function stateOf({ journal }: ConnectDeps, { id, createdAt }: Connection): Promise<WatchState> {
  return readWatchState((await journal.watches()).get(id) ?? null) ?? freshWatchState(createdAt)
}
