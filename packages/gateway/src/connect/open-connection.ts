import type { LiveSource } from '../configuration/live.ts'
import type { Connection } from '../model/connection.ts'
import { tokenBinding } from '../model/seal-bindings.ts'
import type { ConnectDeps } from './deps.ts'
import type { HookFields, Provider } from './provider.ts'
import { providerKind } from './providers.ts'

/**
 * The provider's API under the connection's token.
 *
 * @param patienceMs - how long one call waits on `Retry-After`. Default: the caller's
 */
export function openConnection(
  { seal, sleep, now, call }: Pick<ConnectDeps, 'seal' | 'sleep' | 'now' | 'call'>,
  { id, provider, api, settings, sealedToken }: Omit<Connection, 'source' | 'webhook' | 'state'>,
  patienceMs?: number,
): Provider {
  const token = Buffer.from(seal.open(sealedToken, tokenBinding(id))).toString('utf8')
  const options = {
    ...{ base: api, token, sleep, now, call },
    ...(patienceMs !== undefined && { patienceMs }),
  }
  return providerKind(provider).open(options, settings)
}

/** Where the provider is to send to. */
export function targetOf(
  { publicUrl }: Pick<ConnectDeps, 'publicUrl'>,
  { address = publicUrl }: Pick<Connection, 'address'>,
  { source }: Pick<LiveSource, 'source'>,
): string {
  return `${address}/in/${source.path}`
}

/** What the webhook must hold: the newest secret of its source is the one that the provider is given. */
export function hookFields(
  deps: Pick<ConnectDeps, 'publicUrl'>,
  connection: Pick<Connection, 'address'>,
  live: LiveSource,
): HookFields {
  const [newest] = live.secrets
  if (newest === undefined)
    throw new Error(`The source "${live.source.name}" has no secret that can be opened.`)
  const url = targetOf(deps, connection, live)
  return { name: `countersign ${live.source.name}`, url, secret: newest.value }
}
