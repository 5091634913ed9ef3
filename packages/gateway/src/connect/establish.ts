import type { ConfigurationChange } from '../model/configuration.ts'
import type { Connection } from '../model/connection.ts'
import { attachHook } from './attach-hook.ts'
import type { ConnectDeps } from './deps.ts'
import { hookFields, openConnection } from './open-connection.ts'
import type { Hook } from './provider.ts'
import { freshWatchState, writeWatchState } from './watch-state.ts'

/** How to make a connection, and how to take back what was set up for it. */
export interface Plan {
  /** As it is stored first: `connecting`, without a webhook. */
  readonly connection: Connection
  /** Sets up the source with its secret, and whatever else belongs to it. */
  readonly setUp: ConfigurationChange
  /** Removes all of that again. */
  readonly takeBack: ConfigurationChange
}

/**
 * Makes a connection so that no half of it can be left alone. First the provider is asked, so that a wrong
 * token changes nothing. Then the source is committed, which must be there before the first notification
 * comes; then the webhook is made; then its id is committed. What fails before the last step is taken back,
 * and where even that fails the watch finds the connection unfinished and finishes it.
 *
 * Rejects with `ProviderError` or as the journal does.
 */
export async function establish(deps: ConnectDeps, plan: Plan): Promise<Connection> {
  const { connection } = plan
  const known = await openConnection(deps, connection).hooks()
  await deps.change(() => ({ ...plan.setUp, connections: [connection] }))
  try {
    return await finish(deps, connection, known)
  } catch (error) {
    await takeBack(deps, plan).catch((cause: unknown) =>
      deps.log.warn(
        { err: cause, connection: connection.id },
        'a connection is left half made; the watch goes on with it',
      ),
    )
    throw error
  }
}

/** The second half: makes or adopts the webhook and commits its id. */
export async function finish(
  deps: ConnectDeps,
  connection: Connection,
  known: readonly Hook[],
): Promise<Connection> {
  const live = deps.live.current().source(connection.source)
  if (live === undefined) throw new Error('The source of the connection is gone.')
  const webhook = await attachHook(openConnection(deps, connection), hookFields(deps.publicUrl, live), known)
  const made: Connection = { ...connection, webhook, state: 'connected' }
  await deps.change(() => ({ connections: [made] }))
  await deps.journal.keepWatch(made.id, writeWatchState(freshWatchState(deps.now())))
  return made
}

/** Removes the webhook first, if there is one after all: the source may go only when nothing is sent to it. */
async function takeBack(deps: ConnectDeps, { connection, takeBack: undo }: Plan): Promise<void> {
  const provider = openConnection(deps, connection)
  const live = deps.live.current().source(connection.source)
  if (live !== undefined) {
    const { url } = hookFields(deps.publicUrl, live)
    // Without an answer there is nothing to remove that anybody knows of.
    const left = (await provider.hooks().catch(() => [])).filter((hook) => hook.url === url && hook.wanted)
    for (const hook of left) await provider.remove(hook.id)
  }
  await deps.change(() => ({ ...undo, remove: [...(undo.remove ?? []), connection.id] }))
}
