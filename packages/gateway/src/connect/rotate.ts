import type { Connection } from '../model/connection.ts'
import { addNewestSecret, endOtherSecrets } from '../setup/connection.ts'
import { made } from '../setup/made.ts'
import { revokeSecret } from '../setup/secret.ts'
import type { ConnectDeps } from './deps.ts'
import { hookFields, openConnection } from './open-connection.ts'
import { ProviderError } from './provider-error.ts'
import { strongSecret } from './strong-secret.ts'

/**
 * Gives the webhook another secret. The new one is accepted here before the provider signs with it, the old
 * ones until the overlap has passed: no event is refused in between.
 *
 * @param overlapMs - how long the old secrets stay good
 * Rejects with `ProviderError`; then the old secret is in use as before, or, where nobody knows what the
 * provider has done, both are accepted until the rotation is repeated.
 */
export async function rotate(deps: ConnectDeps, connection: Connection, overlapMs: number): Promise<void> {
  if (connection.webhook === null) throw new Error('The connection is not finished yet.')
  const { source } = connection
  const { change, after } = await deps.setup.run(addNewestSecret, {
    source,
    value: strongSecret(deps.setup.context().random),
  })
  const { id: secret } = made(change.secrets)
  const live = after.source(source)
  if (live === undefined) throw new Error('The source of the connection is gone.')
  try {
    await openConnection(deps, connection).save(connection.webhook, hookFields(deps, connection, live))
  } catch (error) {
    if (error instanceof ProviderError && !error.ambiguous)
      await deps.setup.run(revokeSecret, { noun: 'source', owner: source, secret })
    throw error
  }
  await deps.setup.run(endOtherSecrets, { source, secret, until: deps.now() + overlapMs })
}
