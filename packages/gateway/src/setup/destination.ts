import { isDeepStrictEqual } from 'node:util'
import { canSign, createSigner, type Scheme } from 'countersign'
import type { Catalog } from '../configuration/catalog.ts'
import {
  type Address,
  type DeliveryOrder,
  type DeliveryPolicy,
  type Destination,
  pullKind,
} from '../model/destination.ts'
import { pauseAfter, resumedNow } from '../model/pause.ts'
import { Refusal } from '../model/refusal.ts'
import { defaultDeliveryPolicy } from '../model/schedule.ts'
import { type SchemeRef, schemeFields } from '../model/scheme-ref.ts'
import { checkOrderKey } from './check-filter.ts'
import type { Command, SetupContext } from './command.ts'
import { type AddressInput, addressChange, addressOf } from './destination-address.ts'
import { findDestination } from './find.ts'
import { newId } from './new-id.ts'
import { refuseAddressScheme, refusePushFields } from './pull-destination.ts'
import { checkRoutesToNew, type RouteToNew, routesTo } from './route.ts'
import { refuseTakenScheme, schemeNamed } from './scheme-named.ts'
import { sealSecret } from './seal-secret.ts'
import { together } from './together.ts'
import { refuseUndeliverable } from './undeliverable.ts'

/** What may be said of a destination when it is made or changed. Absence leaves it as it is. */
export interface DestinationChange extends AddressInput {
  readonly name?: string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly paused?: boolean | undefined
  readonly retryScheduleMs?: readonly number[] | undefined
  readonly timeoutMs?: number | undefined
  readonly concurrency?: number | undefined
  readonly shards?: number | undefined
  readonly ratePerSecond?: number | null | undefined
  readonly order?: DeliveryOrder | null | undefined
  readonly tenant?: string | null | undefined
  readonly types?: readonly string[] | undefined
}

/** A new destination, as it is asked for. */
export interface DestinationInput extends Omit<DestinationChange, 'name'> {
  readonly name: string
  /** Absent: the first. */
  readonly kind?: string | undefined
  readonly scheme: SchemeRef
  /** Absent: one is made, unless it is unsigned. */
  readonly secret?: string | undefined
  readonly unsigned?: boolean | undefined
  /** What leads to it from the beginning. */
  readonly routes?: readonly RouteToNew[] | undefined
}

/** A new destination with its secret; null: none, it is unsigned. */
export type NewDestination = Omit<DestinationInput, 'secret'> & {
  readonly secret: string | null
  /** The secret was made here. */
  readonly isMade?: boolean
}

/** Gives a destination that is asked for without a secret one. Throws ERR_SECRET_NEEDED where none can be made. */
export function withSecret(
  input: DestinationInput,
  context: Pick<SetupContext, 'random' | 'catalog'>,
): NewDestination {
  const { scheme, secret, unsigned = false } = input
  if (secret !== undefined || unsigned) return { ...input, secret: secret ?? null }
  return { ...input, secret: makeSecret(scheme, context), isMade: true }
}

/**
 * Makes a destination with its secret, or an unsigned one, and the routes to it. Throws ERR_CONFLICT, ERR_INPUT,
 * ERR_DESTINATION_URL, ERR_DESTINATION_PRIVATE, ERR_SCHEME_UNKNOWN, ERR_SECRET_NOT_WANTED, ERR_SCHEME_CANNOT_SIGN,
 * ERR_FILTER, ERR_NOT_FOUND and the library's ERR_SECRET_* codes.
 */
export const createDestination: Command<NewDestination> = (now, input, context) => {
  const { transports } = context
  const { name, kind = transports.first.name, scheme, secret, unsigned = false, routes = [] } = input
  let to: Address = {}
  together(
    [
      '/url',
      () => {
        to = addressOf(transports, kind, input)
      },
    ],
    ['', () => kind === pullKind && refusePushFields(input)],
    ['/secret', () => refuseBoth(unsigned, secret)],
    ['/scheme', () => signingScheme(context.catalog, scheme)],
    ['/order', () => checkOrder(input)],
    ['/name', () => refuseTaken(now.destination(name), name)],
    ['', () => checkRoutesToNew(now, routes)],
  )
  if (secret !== null) checkSigning(scheme, secret, input.isMade === true, context.catalog)
  if (kind === pullKind && secret !== null) refuseAddressScheme(scheme, secret, context.catalog)
  const destination: Omit<Destination, 'number'> = {
    id: newId('dst', context.idBytes),
    name,
    kind,
    to,
    ...schemeFields(scheme),
    headers: input.headers ?? {},
    policy: changeDeliveryPolicy(defaultDeliveryPolicy, input),
    tenant: input.tenant ?? null,
    types: input.types ?? [],
    unsigned: secret === null,
    paused: input.paused ? 'operator' : null,
    createdAt: context.now,
    deletedAt: null,
  }
  const made = { destinations: [destination], routes: routesTo(destination.id, routes, now, context) }
  if (secret === null) return made
  const given = { value: secret, notBefore: null, expiresAt: null }
  return { ...made, secrets: [sealSecret(destination.id, given, context)] }
}

/**
 * Changes, pauses or resumes a destination. Throws ERR_NOT_FOUND, ERR_CONFLICT, ERR_INPUT, ERR_DESTINATION_URL,
 * ERR_DESTINATION_PRIVATE and ERR_FILTER; with another tenant the change is refused as ERR_DESTINATION_BUSY while
 * something waits.
 */
export const changeDestination: Command<{
  readonly destination: string
  readonly change: DestinationChange
}> = (now, { destination: nameOrId, change }, context) => {
  const old = findDestination(now, nameOrId)
  const { transports } = context
  const { name = old.name, types = old.types ?? [] } = change
  const tenant = change.tenant === undefined ? (old.tenant ?? null) : change.tenant
  let { to } = old
  together(
    [
      '/url',
      () => {
        to = addressOf(transports, old.kind ?? transports.first.name, change, old.to)
      },
    ],
    ['', () => old.kind === pullKind && refusePushFields(change)],
    ['/order', () => checkOrder(change)],
    ['/name', () => name === old.name || refuseTaken(now.destination(name), name)],
  )
  const { moved, mended } = addressChange(transports, old, to)
  const { paused, headers = old.headers } = change
  const reached = { paused, moved, mended: mended || !isDeepStrictEqual(headers, old.headers) }
  const changed = {
    ...old,
    ...{ name, to, tenant, types, headers },
    policy: changeDeliveryPolicy(old.policy, change),
    ...pauseAfter(old, reached, context.now),
  }
  // What waits was queued for its tenant of before.
  return { destinations: [changed], idle: tenant === (old.tenant ?? null) ? [] : [old.id] }
}

/** Lets a destination's health begin anew, so that what waits may go now. Throws ERR_NOT_FOUND, ERR_DESTINATION_PAUSED. */
export const renewDestination: Command<{ readonly destination: string }> = (
  now,
  { destination: nameOrId },
  context,
) => {
  const found = findDestination(now, nameOrId)
  if (found.paused !== null) throw new Refusal('ERR_DESTINATION_PAUSED')
  return { destinations: [{ ...found, resumedAt: resumedNow(found, context.now) }] }
}

/**
 * Pauses a destination that has failed for days or has answered 410, unless it is gone or somebody has paused or
 * resumed it since `resumedAt`.
 */
export const pauseFailed: Command<{
  readonly destination: string
  readonly resumedAt: number | undefined
  readonly paused: 'health' | 'gone'
}> = (now, { destination, resumedAt, paused }) => {
  const found = now.destination(destination)
  const stands = found !== undefined && found.paused === null && found.resumedAt === resumedAt
  return stands ? { destinations: [{ ...found, paused }] } : {}
}

/** Deletes a destination with its secrets and routes; what waits for it is discarded. Throws ERR_NOT_FOUND. */
export const deleteDestination: Command<{ readonly destination: string }> = (
  now,
  { destination: nameOrId },
  context,
) => {
  const destination = findDestination(now, nameOrId)
  return {
    destinations: [{ ...destination, deletedAt: context.now }],
    remove: [...now.secretsOf(destination.id), ...now.routesOf(destination.id)].map(({ id }) => id),
  }
}

/**
 * 32 random bytes in plain base64url; where the scheme does not read that as a key, as Standard Webhooks writes them.
 * Throws ERR_SECRET_NEEDED where it reads neither: of a key pair, and of a user name with a password.
 */
export function makeSecret(
  scheme: SchemeRef,
  { random, catalog }: Pick<SetupContext, 'random' | 'catalog'>,
): string {
  const known = catalog.scheme(scheme)
  // Whoever makes the destination refuses these in one answer with what else is wrong.
  const write = known === undefined || !canSign(known) ? plain : wayOf(known)
  if (write === null) throw new Refusal('ERR_SECRET_NEEDED')
  return write(random(secretBytes))
}

type WriteSecret = (bytes: Uint8Array) => string

const secretBytes = 32
const plain: WriteSecret = (bytes) => Buffer.from(bytes).toString('base64url')
const prefixed: WriteSecret = (bytes) => `whsec_${Buffer.from(bytes).toString('base64')}`

/** Bytes of which each writing has every character that it may have beside letters and digits. */
const telling = Uint8Array.from({ length: secretBytes }, (_, at) => (at % 2 === 0 ? 0xfb : 0xff))

/** Tried once for each scheme: what one signs with tells of all. */
const ways = new WeakMap<Scheme, WriteSecret | null>()

function wayOf(scheme: Scheme): WriteSecret | null {
  let way = ways.get(scheme)
  if (way === undefined) {
    way = [plain, prefixed].find((write) => signsWith(scheme, write(telling))) ?? null
    ways.set(scheme, way)
  }
  return way
}

function signsWith(scheme: Scheme, secrets: string): boolean {
  try {
    createSigner({ scheme, secrets })
    return true
  } catch {
    return false
  }
}

/** Those that sign with secrets that are made here: what one signs with tells of all, which differ in bytes alone. */
const signsMade = new WeakSet<Scheme>()

/** As `checkSigningSecret`; of a secret that was made here, once for each scheme. */
function checkSigning(ref: SchemeRef, secret: string, isMade: boolean, catalog: Catalog): void {
  const scheme = isMade ? signingScheme(catalog, ref) : undefined
  if (scheme !== undefined && signsMade.has(scheme)) return
  checkSigningSecret(ref, secret, catalog)
  if (scheme !== undefined) signsMade.add(scheme)
}

/** Refuses a scheme that cannot sign, and a secret that it cannot sign with. */
export function checkSigningSecret(ref: SchemeRef, secret: string, catalog: Catalog): void {
  refuseUndeliverable(ref, createSigner({ scheme: signingScheme(catalog, ref), secrets: secret }))
}

function signingScheme(catalog: Catalog, ref: SchemeRef): ReturnType<typeof schemeNamed> {
  refuseTakenScheme(catalog, ref)
  const scheme = schemeNamed(catalog, ref)
  if (!canSign(scheme)) throw new Refusal('ERR_SCHEME_CANNOT_SIGN')
  return scheme
}

function refuseBoth(unsigned: boolean, secret: string | null): void {
  if (unsigned !== (secret === null)) throw new Refusal('ERR_SECRET_NOT_WANTED')
}

function refuseTaken(by: unknown, name: string): void {
  if (by !== undefined) throw new Refusal('ERR_CONFLICT', `The destination name "${name}" is taken.`)
}

function checkOrder({ order }: DestinationChange): void {
  if (order) checkOrderKey(order.key)
}

function changeDeliveryPolicy(policy: DeliveryPolicy, change: DestinationChange): DeliveryPolicy {
  return {
    retryScheduleMs: change.retryScheduleMs ?? policy.retryScheduleMs,
    timeoutMs: change.timeoutMs ?? policy.timeoutMs,
    concurrency: change.concurrency ?? policy.concurrency,
    ratePerSecond: change.ratePerSecond === undefined ? policy.ratePerSecond : change.ratePerSecond,
    order: change.order === undefined ? (policy.order ?? null) : change.order,
    shards: change.shards ?? policy.shards ?? 1,
  }
}
