import type { Connection } from '../model/connection.ts'
import type { ConnectDeps } from './deps.ts'
import { finish } from './establish.ts'
import { hookFields, openConnection } from './open-connection.ts'

/**
 * Sets the webhook right where a person has deleted or changed it: writes its target and secret anew, or makes
 * another. Rejects with `ProviderError`.
 */
export async function repair(deps: ConnectDeps, connection: Connection): Promise<Connection> {
  const provider = openConnection(deps, connection)
  const hooks = await provider.hooks()
  const own = hooks.find(({ id, wanted }) => id === connection.webhook && wanted)
  const live = deps.live.current().source(connection.source)
  if (own === undefined || live === undefined) return finish(deps, connection, hooks)
  await provider.save(own.id, hookFields(deps.publicUrl, live))
  return connection
}
