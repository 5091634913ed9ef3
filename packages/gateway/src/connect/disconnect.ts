import type { Connection } from '../model/connection.ts'
import { beginDisconnect, removeConnection } from '../setup/connection.ts'
import type { ConnectDeps } from './deps.ts'
import { openConnection, targetOf } from './open-connection.ts'
import { ProviderError } from './provider-error.ts'

/**
 * Removes both sides: the webhook at the provider first, then the source with its secrets and routes. The
 * connection is marked before, so that a crash in between is finished by the watch.
 *
 * @param force - removes our side even where the provider cannot be asked (a revoked token, a base that is
 *   gone); the webhook there may then go on sending to an address that answers 404
 * Rejects with `ProviderError`.
 */
export async function disconnect(deps: ConnectDeps, connection: Connection, force: boolean): Promise<void> {
  await deps.setup.run(beginDisconnect, connection)
  try {
    await removeHooks(deps, connection)
  } catch (error) {
    if (!(force && error instanceof ProviderError)) throw error
    deps.log.warn(
      { connection: connection.id, code: error.code },
      'the webhook is left at the provider, as was asked for',
    )
  }
  await deps.setup.run(removeConnection, connection)
}

/** The webhook itself, or where its id was never learned, every one that sends here. */
async function removeHooks(deps: ConnectDeps, connection: Connection): Promise<void> {
  const provider = openConnection(deps, connection)
  if (connection.webhook !== null) {
    await provider.remove(connection.webhook)
    return
  }
  // A deleted source is still known by its tombstone.
  const source = deps.live.current().configuration.sources.get(connection.source)
  if (source === undefined) return
  const target = targetOf(deps, connection, { source })
  for (const hook of await provider.hooks())
    if (hook.url === target && hook.wanted) await provider.remove(hook.id)
}
