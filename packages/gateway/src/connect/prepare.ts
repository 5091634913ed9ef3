import { Refusal } from '../model/refusal.ts'
import { tokenBinding } from '../model/seal-bindings.ts'
import type { SetupContext } from '../setup/command.ts'
import type { NewConnection } from '../setup/connection.ts'
import { makeSecret } from '../setup/destination.ts'
import { newId } from '../setup/new-id.ts'
import { providerKind } from './providers.ts'
import { strongSecret } from './strong-secret.ts'
import { judgeTarget } from './target-url.ts'

/** A connection, as it is asked for. */
export interface ConnectionInput {
  readonly provider: string
  readonly token: string
  /** The base of the provider's API. Default: the provider's own. */
  readonly api?: string | undefined
  readonly settings: Readonly<Record<string, unknown>>
  /** Where the provider sends to. Default: the gateway's public address. */
  readonly address?: string | undefined
  /** The name of its source. */
  readonly name: string
  /** Makes a destination of this address. */
  readonly forward?: string | undefined
  /** A destination that there is already. */
  readonly destination?: string | undefined
  readonly filter?: string | undefined
}

/**
 * What is set up for a connection that is asked for: its settings checked by the provider's own rules, its token
 * sealed, its secrets made. Throws ERR_INPUT.
 */
export function prepareConnection(input: ConnectionInput, context: SetupContext): NewConnection {
  const { provider, name, token, forward, destination, filter = null } = input
  const kind = providerKind(provider)
  const settings = checkedSettings(input)
  const id = newId('con', context.idBytes)
  const connection = {
    ...{ id, provider, settings, api: checkedApi(input.api ?? kind.defaultApi), createdAt: context.now },
    sealedToken: context.seal.seal(Buffer.from(token, 'utf8'), tokenBinding(id)),
    ...(input.address !== undefined && { address: input.address.replace(/\/+$/, '') }),
  }
  const secret = strongSecret(context.random)
  const forwardSecret = makeSecret('standard-webhooks', context)
  return { connection, token, title: kind.title, name, secret, forward, forwardSecret, destination, filter }
}

/** A connection's settings by its provider's own rules, as they are kept. Throws ERR_INPUT with each fault. */
export function checkedSettings({
  provider,
  settings,
}: Pick<ConnectionInput, 'provider' | 'settings'>): Record<string, string> {
  const parsed = providerKind(provider).settings.safeParse(settings)
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => ({
      at: `/settings/${path.join('/')}`,
      message,
    }))
    throw new Refusal('ERR_INPUT', `settings: ${faults[0]?.at} ${faults[0]?.message}`, faults)
  }
  return Object.fromEntries(Object.entries(parsed.data).filter(([, value]) => value !== undefined)) as Record<
    string,
    string
  >
}

/** The base of a provider's API, without a slash at its end: https, or this machine, since the token goes there. Throws ERR_INPUT. */
export function checkedApi(api: string): string {
  const judged = judgeTarget(api)
  const clean = URL.canParse(api) && new URL(api).search === '' && new URL(api).hash === ''
  const inside = URL.canParse(api) && new URL(api).protocol === 'https:'
  if (clean && (judged.fit || inside)) return api.replace(/\/+$/, '')
  throw new Refusal(
    'ERR_INPUT',
    'api: must be an https address without query or fragment, or http on this machine: the token goes there.',
  )
}
