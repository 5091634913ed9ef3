import type { ConfigurationChange } from '../model/configuration.ts'
import type { Connection } from '../model/connection.ts'
import { endOthers } from '../model/end-others.ts'
import { Refusal } from '../model/refusal.ts'
import { tokenBinding } from '../model/seal-bindings.ts'
import type { Command } from './command.ts'
import { createDestination } from './destination.ts'
import { Draft } from './draft.ts'
import { createRoute } from './route.ts'
import { addSecret } from './secret.ts'
import { createSource } from './source.ts'
import type { Standing } from './standing.ts'

/** A connection to be made, with what belongs to it. */
export interface NewConnection {
  readonly connection: Omit<Connection, 'source' | 'webhook' | 'state'>
  /** Sealed as it is committed: while the provider was asked, another key may have come to seal. */
  readonly token: string
  /** The provider's name in sentences. */
  readonly title: string
  /** The name of its source. */
  readonly name: string
  /** What only the gateway and the provider will know. */
  readonly secret: string
  /** The address of a destination that is made for it, under the name of the source. */
  readonly forward?: string | undefined
  /** The secret of that destination. */
  readonly forwardSecret: string
  /** A destination that there is already, by name or id. */
  readonly destination?: string | undefined
  /** Of the route. */
  readonly filter: string | null
}

/**
 * Sets up a connection: a source with its secret, or one more secret of a source of this name that is there, a
 * destination and a route where they are asked for. Throws ERR_CONFLICT, ERR_NOT_FOUND and what destinations and
 * filters throw.
 */
export const createConnection: Command<NewConnection> = (now, input, context) => {
  const { connection, token, name, forward, forwardSecret, filter } = input
  const draft = new Draft(now)
  const source = now.source(name)
  if (source === undefined) {
    const secrets = [{ value: input.secret, notBefore: null, expiresAt: null }]
    draft.run(createSource, { name, scheme: connection.provider, secrets, unsigned: false }, context)
  } else {
    refuseUnfit(now.connectionOf(source.id), source, input)
    draft.run(addNewestSecret, { source: source.id, value: input.secret }, context)
  }
  const known = now.destination(name)
  const leadsThere = known !== undefined && context.transports.addressOf(known) === forward
  if (input.destination === undefined && forward !== undefined && !leadsThere) {
    // The operator names his own application, which mostly stands inside.
    const beside = { url: forward, allowPrivate: true }
    const destination = { name, beside, scheme: 'standard-webhooks' }
    draft.run(createDestination, { ...destination, secret: forwardSecret }, context)
  }
  const destination = input.destination ?? (forward === undefined ? null : name)
  if (destination !== null) draft.run(createRoute, { source: name, destination, filter }, context)
  const of = draft.source(name)?.id ?? ''
  const sealedToken = context.seal.seal(Buffer.from(token, 'utf8'), tokenBinding(connection.id))
  draft.add({ connections: [{ ...connection, sealedToken, source: of, webhook: null, state: 'connecting' }] })
  return draft.change()
}

/** Takes back what a change has made; all of it must have been new with it. */
export const takeBack: Command<ConfigurationChange> = (_now, made, { now: at }) => ({
  sources: (made.sources ?? []).map((source) => ({ ...source, deletedAt: at })),
  destinations: (made.destinations ?? []).map((destination) => ({ ...destination, deletedAt: at })),
  remove: [made.secrets, made.routes, made.connections].flatMap((things = []) => things.map(({ id }) => id)),
})

/** Keeps the provider's id of the webhook: the connection is made. */
export const finishConnection: Command<{ readonly connection: Connection; readonly webhook: string }> = (
  now,
  { connection, webhook },
) => ({ connections: [{ ...asItStands(now, connection), webhook, state: 'connected' }] })

/** Has a provider send to another address from now on; null: to the gateway's public one. */
export const addressConnection: Command<{
  readonly connection: Connection
  readonly address: string | null
}> = (now, { connection, address }) => {
  const { address: _before, ...rest } = asItStands(now, connection)
  return { connections: [address === null ? rest : { ...rest, address }] }
}

/** Marks a connection before its webhook is deleted, so that a crash in between is finished by the watch. */
export const beginDisconnect: Command<Connection> = (now, connection) => {
  const current = asItStands(now, connection)
  return { connections: current.state === 'disconnecting' ? [] : [{ ...current, state: 'disconnecting' }] }
}

/** Its provider was asked meanwhile, which takes a while: its token may be another by now, or sealed with another key. */
function asItStands(now: Standing, connection: Connection): Connection {
  return now.connection(connection.id) ?? connection
}

/** Removes a connection and its source, with the source's secrets and routes. */
export const removeConnection: Command<Connection> = (now, { id, source: of }, { now: at }) => {
  const source = now.source(of)
  return {
    sources: source === undefined ? [] : [{ ...source, deletedAt: at }],
    remove: [id, ...[...now.secretsOf(of), ...now.routesOf(of)].map((one) => one.id)],
  }
}

/** Adds a secret that is newer than every other of its source, whatever the clock does: the newest is the provider's. */
export const addNewestSecret: Command<{ readonly source: string; readonly value: string }> = (
  now,
  { source, value },
  context,
) => {
  const newest = Math.max(context.now, ...now.secretsOf(source).map(({ createdAt }) => createdAt + 1))
  const secret = { noun: 'source', owner: source, value, notBefore: null, expiresAt: null } as const
  return addSecret(now, secret, { ...context, now: newest })
}

/** Ends the other secrets of a source at `until`, in ms since 1970. */
export const endOtherSecrets: Command<{
  readonly source: string
  readonly secret: string
  readonly until: number
}> = (now, { source, secret, until }) => ({
  secrets: endOthers(
    now.secretsOf(source).filter(({ id }) => id !== secret),
    until,
  ),
})

function refuseUnfit(
  connected: Connection | undefined,
  source: { readonly scheme: string; readonly unsigned: boolean },
  { name, title, connection }: NewConnection,
): void {
  if (connected !== undefined)
    throw new Refusal(
      'ERR_CONFLICT',
      `"${name}" is connected already. Disconnect it first, or rotate or repair it.`,
    )
  if (source.scheme !== connection.provider || source.unsigned)
    throw new Refusal(
      'ERR_CONFLICT',
      `There is a source "${name}" that is no ${title} source with a secret. Choose another name.`,
    )
}
