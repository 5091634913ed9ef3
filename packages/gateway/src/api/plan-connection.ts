import type { Plan } from '../connect/establish.ts'
import { tokenBinding } from '../connect/open-connection.ts'
import { providerKind } from '../connect/providers.ts'
import { strongSecret } from '../connect/strong-secret.ts'
import { judgeTarget } from '../connect/target-url.ts'
import type { Configuration, ConfigurationChange } from '../model/configuration.ts'
import type { Connection } from '../model/connection.ts'
import type { ConnectionInput } from './connection-input.ts'
import type { ApiContext } from './context.ts'
import { createDestination } from './create-destination.ts'
import { createSource } from './create-source.ts'
import { findDestination } from './find.ts'
import { newId } from './new-id.ts'
import { Problem } from './problem.ts'
import { sealSecret } from './sealed-secret.ts'

/** A plan, and the secret of the destination that it makes. */
export interface PlannedConnection {
  readonly plan: Plan
  readonly destinationSecret: string | null
}

/**
 * Works out what a connection sets up: a source with a strong secret that only the gateway and the provider
 * will know (or one more secret of a source of this name that is there), a destination and a route where they
 * are asked for, and how all of it is taken back. Throws ERR_INPUT, ERR_CONFLICT, ERR_NOT_FOUND and what
 * destinations and filters throw.
 */
export function planConnection(
  input: ConnectionInput,
  before: Configuration,
  context: ApiContext,
): PlannedConnection {
  const now = context.now()
  const settings = checkedSettings(input)
  const kind = providerKind(input.provider)
  const source = planSource(input, before, context, now)
  const destination = planDestination(input, before, context, now)
  const id = newId('con')
  const route =
    destination === null
      ? null
      : {
          ...{ id: newId('rte'), source: source.id, destination: destination.id },
          ...{ filter: input.filter ?? null, createdAt: now },
        }
  const connection: Connection = {
    ...{ id, source: source.id, provider: input.provider, settings, webhook: null },
    api: checkedApi(input.api ?? kind.defaultApi),
    sealedToken: context.seal.seal(Buffer.from(input.token, 'utf8'), tokenBinding(id)),
    ...{ state: 'connecting', createdAt: now },
  }
  return {
    plan: {
      connection,
      setUp: merge(source.setUp, destination?.setUp ?? {}, route === null ? {} : { routes: [route] }),
      takeBack: merge(
        source.takeBack,
        destination?.takeBack ?? {},
        route === null ? {} : { remove: [route.id] },
      ),
    },
    destinationSecret: destination?.secret ?? null,
  }
}

function checkedSettings(input: ConnectionInput): Record<string, string> {
  const parsed = providerKind(input.provider).settings.safeParse(input.settings)
  if (!parsed.success) {
    const errors = parsed.error.issues.map(({ path, message }) => ({
      at: `/settings/${path.join('/')}`,
      message,
    }))
    throw new Problem('ERR_INPUT', `settings: ${errors[0]?.at} ${errors[0]?.message}`, errors)
  }
  return Object.fromEntries(Object.entries(parsed.data).filter(([, value]) => value !== undefined)) as Record<
    string,
    string
  >
}

/** The token goes there: https, or this machine. */
function checkedApi(api: string): string {
  const judged = judgeTarget(api)
  const clean = URL.canParse(api) && new URL(api).search === '' && new URL(api).hash === ''
  const inside = URL.canParse(api) && new URL(api).protocol === 'https:'
  if (clean && (judged.fit || inside)) return api.replace(/\/+$/, '')
  throw new Problem(
    'ERR_INPUT',
    'api: must be an https address without query or fragment, or http on this machine: the token goes there.',
  )
}

interface Planned {
  readonly id: string
  readonly setUp: ConfigurationChange
  readonly takeBack: ConfigurationChange
}

function planSource(
  { name, provider }: ConnectionInput,
  before: Configuration,
  context: ApiContext,
  now: number,
): Planned {
  const { seal, maxBodyBytes } = context
  const given = { value: strongSecret(), notBefore: null, expiresAt: null }
  const old = before.sources.one('name', name)
  if (old === undefined) {
    const { source, change } = createSource(
      { name, scheme: provider, secrets: [given], unsigned: false },
      { seal, maxBodyBytes, now },
    )
    const secrets = (change.secrets ?? []).map(({ id }) => id)
    return {
      id: source.id,
      setUp: change,
      takeBack: { sources: [{ ...source, deletedAt: now }], remove: secrets },
    }
  }
  if (before.connections.one('source', old.id) !== undefined)
    throw new Problem(
      'ERR_CONFLICT',
      `"${name}" is connected already. Disconnect it first, or rotate or repair it.`,
    )
  if (old.scheme !== provider || old.unsigned)
    throw new Problem(
      'ERR_CONFLICT',
      `There is a source "${name}" that is no ${providerKind(provider).title} source with a secret. Choose another name.`,
    )
  const secret = sealSecret(seal, old.id, given, now)
  return { id: old.id, setUp: { secrets: [secret] }, takeBack: { remove: [secret.id] } }
}

function planDestination(
  input: ConnectionInput,
  before: Configuration,
  context: ApiContext,
  now: number,
): (Planned & { secret: string | null }) | null {
  const { name, forward } = input
  if (input.destination !== undefined)
    return { id: findDestination(before, input.destination).id, setUp: {}, takeBack: {}, secret: null }
  if (forward === undefined) return null
  const known = before.destinations.one('name', name)
  if (known !== undefined && context.transports.addressOf(known) === forward)
    return { id: known.id, setUp: {}, takeBack: {}, secret: null }
  const { seal, transports } = context
  const { destination, change, secret } = createDestination(
    // The operator names his own application, which mostly stands inside.
    { name, beside: { url: forward, allowPrivate: true }, scheme: 'standard-webhooks' },
    { seal, transports, now },
  )
  const secrets = (change.secrets ?? []).map(({ id }) => id)
  const takeBack = { destinations: [{ ...destination, deletedAt: now }], remove: secrets }
  return { id: destination.id, setUp: change, takeBack, secret }
}

function merge(...changes: readonly ConfigurationChange[]): ConfigurationChange {
  return {
    sources: changes.flatMap(({ sources }) => sources ?? []),
    destinations: changes.flatMap(({ destinations }) => destinations ?? []),
    routes: changes.flatMap(({ routes }) => routes ?? []),
    secrets: changes.flatMap(({ secrets }) => secrets ?? []),
    remove: changes.flatMap(({ remove }) => remove ?? []),
  }
}
