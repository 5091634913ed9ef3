import type { Connection } from '../model/connection.ts'
import { endOthers } from '../model/end-others.ts'
import type { SealedSecret } from '../model/secret.ts'
import type { ConnectDeps } from './deps.ts'
import { hookFields, openConnection } from './open-connection.ts'
import { ProviderError } from './provider-error.ts'

/**
 * Gives the webhook another secret. The new one is accepted here before the provider signs with it, the old
 * ones until the overlap has passed: no event is refused in between.
 *
 * @param fresh - the new secret, sealed to the source; it must be newer than the others
 * @param overlapMs - how long the old secrets stay good
 * Rejects with `ProviderError`; then the old secret is in use as before, or, where nobody knows what the
 * provider has done, both are accepted until the rotation is repeated.
 */
export async function rotate(
  deps: ConnectDeps,
  connection: Connection,
  fresh: SealedSecret,
  overlapMs: number,
): Promise<void> {
  if (connection.webhook === null) throw new Error('The connection is not finished yet.')
  const snapshot = await deps.change(() => ({ secrets: [fresh] }))
  const live = snapshot.source(connection.source)
  if (live === undefined) throw new Error('The source of the connection is gone.')
  try {
    await openConnection(deps, connection).save(connection.webhook, hookFields(deps.publicUrl, live))
  } catch (error) {
    if (error instanceof ProviderError && !error.ambiguous) await deps.change(() => ({ remove: [fresh.id] }))
    throw error
  }
  const until = deps.now() + overlapMs
  await deps.change((now) => ({
    secrets: endOthers(
      now.secrets.all('owner', connection.source).filter(({ id }) => id !== fresh.id),
      until,
    ),
  }))
}
