import type { Unnumbered } from '../model/configuration.ts'
import { type Destination, pullKind } from '../model/destination.ts'
import {
  heardFrom,
  type Listening,
  listeningMs,
  mayHear,
  mayHearAll,
  mostListeners,
} from '../model/listening.ts'
import type { Permission } from '../model/permission.ts'
import { Refusal } from '../model/refusal.ts'
import { operationalSource, type Source } from '../model/source.ts'
import type { Command } from './command.ts'
import { createDestination } from './destination.ts'
import { Draft } from './draft.ts'
import { findSource, refuseUnknown } from './find.ts'
import { createRoute } from './route.ts'
import { sealSecret } from './seal-secret.ts'
import type { Standing } from './standing.ts'

const second = 1000

/** Waits between attempts, in ms: an application on somebody's own machine is mended and started again all the time. */
const retryScheduleMs: readonly number[] = [
  ...[1, 2, 5, 10, 30].map((seconds) => seconds * second),
  ...Array<number>(45).fill(60 * second),
]

/** A listener as it comes. */
export interface ListeningInput {
  readonly name: string
  readonly instance: string
  readonly host: string
  /** Who opens it, for the limit of each. */
  readonly openedBy: string
  /** What he may do: it is asked of what stands when the change is made. */
  readonly may: Permission
  /** Names or ids. */
  readonly sources: readonly string[]
  /** How long it claims them from now on, in ms; null: it does not. */
  readonly claimMs: number | null
  /** Signs its deliveries from now on. Absent: the one that it has. */
  readonly secret: string | undefined
  /** For a new one that names none. */
  readonly madeSecret: string
}

/** A destination that is a listener's. */
export type ListeningDestination = Unnumbered<Destination> & { readonly listening: Listening }

/**
 * Makes a listener's destination with its routes and claims, or lets another process take it over, with what waits for
 * it. Throws ERR_CONFLICT, ERR_NOT_FOUND, ERR_SOURCE_CLAIMED, ERR_INPUT,
 * ERR_LISTENERS_TOO_MANY and the library's ERR_SECRET_* codes.
 */
export const openListening: Command<ListeningInput> = (now, input, context) => {
  const { name, instance, host, claimMs, may, openedBy } = input
  const draft = new Draft(now)
  const before = now.destination(name)
  if (before !== undefined && before.listening === undefined)
    throw new Refusal('ERR_CONFLICT', `"${name}" is a destination, and none of a listener.`)
  const heard = before === undefined ? [] : heardSources(now, before.id)
  if (before !== undefined && !mayHearAll(may, heard))
    throw new Refusal('ERR_CONFLICT', `The name "${name}" is taken.`)
  const sources = input.sources.map((one) => {
    const source = findSource(now, one)
    if (!mayHear(may, source)) refuseUnknown('source', one)
    if (claimMs !== null && source.name === operationalSource)
      throw new Refusal(
        'ERR_INPUT',
        `"${operationalSource}" is the gateway's own source, and claimed by nobody.`,
      )
    return source
  })
  if (before?.listening?.openedBy !== openedBy) refuseTooMany(now, before?.id, openedBy)
  if (before === undefined) {
    const scheme = 'standard-webhooks'
    const secret = input.secret ?? input.madeSecret
    draft.run(createDestination, { name, kind: pullKind, scheme, secret, retryScheduleMs }, context)
  } else if (input.secret !== undefined) {
    const given = { value: input.secret, notBefore: null, expiresAt: null }
    const remove = now.secretsOf(before.id).map(({ id }) => id)
    draft.add({ remove, secrets: [sealSecret(before.id, given, context)] })
  }
  const destination = draft.destination(name)
  if (destination === undefined) throw new Error('The destination was not made.')
  const listening: Listening = {
    ...{ instance, host, openedBy, owes: owesAfter(before?.listening, heard, sources, claimMs) },
    until: context.now + listeningMs,
    claimUntil: claimMs === null ? null : context.now + claimMs,
  }
  draft.add({ destinations: [{ ...destination, listening }] })
  routeTo(draft, destination.id, sources, (source) =>
    draft.run(createRoute, { source, destination: destination.id, filter: null }, context),
  )
  draft.add(letGo(now, destination.id))
  if (claimMs !== null)
    for (const { id } of sources) claim(draft, findSource(draft, id), destination.id, context.now)
  return draft.change()
}

/** It was heard from: throws ERR_LISTENER_ENDED where it is gone, ERR_LISTENER_TAKEN where another process has it. */
export const keepListening: Command<{
  readonly listener: string
  readonly instance: string
  readonly claimMs: number
}> = (now, { listener, instance, claimMs }, context) => {
  const found = findListening(now, listener, instance)
  const kept = heardFrom(found.listening, context.now, claimMs)
  return kept === found.listening ? {} : { destinations: [{ ...found, listening: kept }] }
}

/**
 * Ends a listener's claims, and with `whole` the listener itself: it ends once what waits has been given back, see
 * `settleListening`. Nothing where there is none.
 */
export const endListening: Command<{ readonly listener: string; readonly whole: boolean }> = (
  now,
  { listener, whole },
) => {
  const found = now.destination(listener)
  if (found?.listening === undefined) return {}
  const { listening } = found
  const owes = listening.owes || listening.claimUntil !== null
  const ended = { ...listening, owes, claimUntil: null, ...(whole && { until: 0 }) }
  return { destinations: [{ ...found, listening: ended }], ...letGo(now, found.id) }
}

/** What a listener owed is given back: the mark goes, or the destination with its routes and secrets where it has ended. */
export const settleListening: Command<{ readonly listener: string }> = (now, { listener }, context) => {
  const found = now.destination(listener)
  if (found?.listening === undefined) return {}
  if (found.listening.until > context.now)
    return found.listening.owes
      ? { destinations: [{ ...found, listening: { ...found.listening, owes: false } }] }
      : {}
  return {
    destinations: [{ ...found, deletedAt: context.now }],
    remove: [...now.secretsOf(found.id), ...now.routesOf(found.id)].map(({ id }) => id),
  }
}

/** The listener of this name or id that this process holds. Throws ERR_LISTENER_ENDED, ERR_LISTENER_TAKEN. */
export function findListening(
  now: Pick<Standing, 'destination'>,
  listener: string,
  instance: string,
): ListeningDestination {
  const found = now.destination(listener)
  if (found?.listening === undefined || found.listening.until === 0) throw new Refusal('ERR_LISTENER_ENDED')
  if (found.listening.instance !== instance) {
    throw new Refusal('ERR_LISTENER_TAKEN', `"${found.name}" is now held by ${found.listening.host}.`)
  }
  return found as ListeningDestination
}

/** The living sources that a listener's routes lead from. */
function heardSources(now: Standing, destination: string): Unnumbered<Source>[] {
  return [...new Set(now.routesOf(destination).map(({ source }) => source))].flatMap(
    (id) => now.source(id) ?? [],
  )
}

/** What came under a claim that is let go, on some source or on all, is yet to be given back. */
function owesAfter(
  before: Listening | undefined,
  heard: readonly Unnumbered<Source>[],
  sources: readonly Unnumbered<Source>[],
  claimMs: number | null,
): boolean {
  if (before === undefined || before.owes || before.claimUntil === null) return before?.owes ?? false
  return claimMs === null || heard.some(({ id }) => !sources.some((source) => source.id === id))
}

function refuseTooMany(now: Standing, taken: string | undefined, openedBy: string): void {
  const others = [...now.listeners()].filter(({ id }) => id !== taken)
  const own = others.filter(({ listening }) => listening?.openedBy === openedBy)
  if (others.length >= mostListeners.all || own.length >= mostListeners.each)
    throw new Refusal('ERR_LISTENERS_TOO_MANY')
}

/** Leaves the routes from these sources alone, and makes those that are missing. */
function routeTo(
  draft: Draft,
  destination: string,
  sources: readonly Unnumbered<Source>[],
  make: (source: string) => void,
): void {
  const wanted = new Set(sources.map(({ id }) => id))
  const standing = draft.routesOf(destination)
  draft.add({ remove: standing.filter(({ source }) => !wanted.has(source)).map(({ id }) => id) })
  for (const id of wanted) if (!standing.some(({ source }) => source === id)) make(id)
}

function claim(draft: Draft, source: Unnumbered<Source>, destination: string, at: number): void {
  const other = source.claimedBy ? draft.destination(source.claimedBy) : undefined
  const listening = other?.id === destination ? undefined : other?.listening
  if (listening !== undefined && (listening.claimUntil ?? 0) > at) {
    throw new Refusal(
      'ERR_SOURCE_CLAIMED',
      `"${source.name}" is claimed by ${other?.name ?? ''} (${listening.host}).`,
    )
  }
  draft.add({ sources: [{ ...source, claimedBy: destination }] })
}

function letGo(now: Standing, destination: string): { sources: Unnumbered<Source>[] } {
  const routed = new Set(now.routesOf(destination).map(({ source }) => source))
  const claimed = [...routed].flatMap((id) => now.source(id) ?? [])
  return {
    sources: claimed
      .filter(({ claimedBy }) => claimedBy === destination)
      .map((source) => ({ ...source, claimedBy: null })),
  }
}
