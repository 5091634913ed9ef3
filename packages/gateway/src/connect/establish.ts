import type { ConfigurationChange } from '../model/configuration.ts'
import type { Connection } from '../model/connection.ts'
import { createConnection, finishConnection, type NewConnection, takeBack } from '../setup/connection.ts'
import { made } from '../setup/made.ts'
import { attachHook } from './attach-hook.ts'
import type { ConnectDeps } from './deps.ts'
import { hookFields, openConnection } from './open-connection.ts'
import type { Hook } from './provider.ts'
import { freshWatchState, type WatchState, writeWatchState } from './watch-state.ts'

/** A connection that was made. */
export interface Established {
  readonly connection: Connection
  /** Of the destination that was made with it, to be shown once; null where none was. */
  readonly destinationSecret: string | null
}

/**
 * Makes a connection so that no half of it can be left alone. First it is tried what would be set up, and the
 * provider is asked, so that a wrong token changes nothing. Then the source is committed, which must be there before
 * the first notification comes; then the webhook is made; then its id is committed. What fails before the last step is
 * taken back, and where even that fails the watch finds the connection unfinished and finishes it.
 *
 * Rejects with `Refusal`, a provider's among them, or as the journal does.
 */
export async function establish(deps: ConnectDeps, wanted: NewConnection): Promise<Established> {
  deps.setup.trial(createConnection, wanted)
  const known = await openConnection(deps, wanted.connection).hooks()
  const { change } = await deps.setup.run(createConnection, wanted)
  const connection = made(change.connections)
  try {
    const destinationSecret = change.destinations?.length === 0 ? null : wanted.forwardSecret
    return { connection: await finish(deps, connection, known), destinationSecret }
  } catch (error) {
    await undo(deps, connection, change).catch((cause: unknown) =>
      deps.log.warn(
        { err: cause, connection: connection.id },
        'a connection is left half made; the watch goes on with it',
      ),
    )
    throw error
  }
}

/**
 * The second half: makes or adopts the webhook and commits its id.
 *
 * @param seen - what is kept of it for the watch, by the time. Default: it is right, and nothing was missed
 */
export async function finish(
  deps: ConnectDeps,
  connection: Connection,
  known: readonly Hook[],
  seen: (now: number) => WatchState = freshWatchState,
): Promise<Connection> {
  const live = deps.live.current().source(connection.source)
  if (live === undefined) throw new Error('The source of the connection is gone.')
  const webhook = await attachHook(
    openConnection(deps, connection),
    hookFields(deps, connection, live),
    known,
  )
  const { change } = await deps.setup.run(finishConnection, { connection, webhook })
  await deps.journal.keepWatch(connection.id, writeWatchState(seen(deps.now())))
  return made(change.connections)
}

/** Removes the webhook first, if there is one after all: the source may go only when nothing is sent to it. */
async function undo(deps: ConnectDeps, connection: Connection, change: ConfigurationChange): Promise<void> {
  const provider = openConnection(deps, connection)
  const live = deps.live.current().source(connection.source)
  if (live !== undefined) {
    const { url } = hookFields(deps, connection, live)
    // Without an answer there is nothing to remove that anybody knows of.
    const left = (await provider.hooks().catch(() => [])).filter((hook) => hook.url === url && hook.wanted)
    for (const hook of left) await provider.remove(hook.id)
  }
  await deps.setup.run(takeBack, change)
}
