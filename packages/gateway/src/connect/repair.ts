import type { Connection } from '../model/connection.ts'
import type { ConnectDeps } from './deps.ts'
import { finish } from './establish.ts'
import { lastGood, widen } from './judge-look.ts'
import { hookFields, openConnection } from './open-connection.ts'
import { freshWatchState, readWatchState, writeWatchState } from './watch-state.ts'

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
  if (own === undefined || live === undefined) {
    const made = await finish(deps, connection, hooks)
    await keepGap(deps, made, 'another webhook')
    return made
  }
  await provider.save(own.id, hookFields(deps, connection, live))
  await keepGap(deps, connection, 'the same')
  return connection
}

async function keepGap(
  deps: ConnectDeps,
  { id, createdAt }: Connection,
  which: 'another webhook' | 'the same',
): Promise<void> {
  const now = deps.now()
  const before = readWatchState((await deps.journal.watches()).get(id) ?? null) ?? freshWatchState(createdAt)
  const gap = widen(before.gap, { from: lastGood({ before, now }), to: now })
  const known = which === 'the same' ? before : { ...freshWatchState(now), lastGap: before.lastGap }
  await deps.journal.keepWatch(id, writeWatchState({ ...known, gap }))
}
