import { z } from 'zod'
import type { LiveDestination } from '../../configuration/live.ts'
import type { Act } from '../../model/act.ts'
import type { Configuration } from '../../model/configuration.ts'
import { parseDuration } from '../../model/duration.ts'
import type { Identity } from '../../model/identity.ts'
import { reaches } from '../../model/permission.ts'
import { Refusal } from '../../model/refusal.ts'
import { operationalSource } from '../../model/source.ts'
import { makeSecret } from '../../setup/destination.ts'
import { findDestination, refuseUnknown } from '../../setup/find.ts'
import { findListening, keepListening, type ListeningInput, openListening } from '../../setup/listening.ts'
import { standingOf } from '../../setup/standing.ts'
import { pageOf } from '../shapes/list.ts'
import {
  type HeardJson,
  heardFields,
  type ListenerJson,
  listenerSchema,
  listenersOf,
  showHeard,
  showListener,
  sourcesOf,
} from '../shapes/listener-json.ts'
import { nameSchema } from '../shapes/names.ts'
import type { ApiContext } from './context.ts'
import { findSource } from './find.ts'
import { findEvent } from './find-event.ts'
import {
  type AcknowledgedJson,
  type AcknowledgeInput,
  acknowledge,
  acknowledgedSchema,
  acknowledgeFields,
} from './loan.ts'
import { type Operation, operation } from './operation.ts'
import { type LentJson, lentFields, type PullInput, pullFields, showLent } from './pull.ts'
import { replayAnswer, replayTo } from './replay-event.ts'

/** A delivery with the request as it was received. */
export interface HeardLentJson extends LentJson {
  readonly source: string
  readonly type: string | null
  readonly receivedAt: string
  readonly request: {
    readonly method: string
    readonly url: string
    readonly headers: readonly (readonly [string, string])[]
  }
}

const heardLentSchema: z.ZodType<HeardLentJson> = z.object({
  ...lentFields,
  source: z.string(),
  type: z.string().nullable(),
  receivedAt: z.iso.datetime(),
  request: z
    .object({
      method: z.string(),
      url: z
        .string()
        .meta({ description: 'Path and query as they came, without what carries a credential.' }),
      headers: z
        .array(z.tuple([z.string(), z.string()]))
        .readonly()
        .meta({ description: 'In their order, lower-case names, without those that carry a credential.' }),
    })
    .meta({ description: 'The request as it was received.' }),
})

/** What a new listener, or one that goes on, is told. */
export interface OpenedJson extends HeardJson {
  readonly state: 'new' | 'resumed' | 'taken'
  readonly secret: string | null
  readonly claimSeconds: number | null
}

const openedSchema: z.ZodType<OpenedJson> = z.object({
  ...heardFields,
  state: z.enum(['new', 'resumed', 'taken']).meta({
    description: 'taken: another process held it, and was heard from within the last minute.',
  }),
  secret: z.string().nullable().meta({
    description: 'Verifies its deliveries; in the answer that makes it alone, where none was given.',
  }),
  claimSeconds: z.int().nullable(),
})

const instanceSchema = z.string().regex(/^[\w-]{16,64}$/, 'must be 16 to 64 letters, digits, _ and -')
const mostSources = 100
const defaultClaimSeconds = 90

interface OpenInput {
  readonly name: string
  readonly instance: string
  readonly host: string
  readonly sources?: string[] | undefined
  readonly claimSeconds?: number | undefined
  readonly secret?: string | undefined
  readonly since?: string | undefined
}

const openInput: z.ZodType<OpenInput, unknown> = z.strictObject({
  name: nameSchema,
  instance: instanceSchema.meta({ description: 'Random; names the process that listens.' }),
  host: z.string().max(200).default('').meta({ description: 'Whose it is, for people.' }),
  sources: z
    .array(z.string().min(1).max(100))
    .min(1)
    .max(mostSources)
    .optional()
    .meta({ description: 'Absent: all that are in reach.' }),
  claimSeconds: z.int().min(5).max(600).optional().meta({
    description:
      'Its sources’ deliveries go to it alone, as long as it is heard from each so many seconds. What then still waits goes where the routes lead.',
  }),
  secret: z
    .string()
    .min(1)
    .max(8192)
    .optional()
    .meta({ description: 'Signs its deliveries. Absent: one is made.' }),
  since: z
    .string()
    .max(100)
    .optional()
    .meta({ description: 'Replays what came since: an event, a time (ISO 8601), or so long ago (`10m`).' }),
})

const instanceInput: z.ZodType<{ instance: string }, unknown> = z.strictObject({ instance: instanceSchema })

const pullInput: z.ZodType<PullInput & { instance: string }, unknown> = z.strictObject({
  instance: instanceSchema,
  ...pullFields,
})

const acknowledgeInput: z.ZodType<AcknowledgeInput & { instance: string }, unknown> = z.strictObject({
  instance: instanceSchema,
  ...acknowledgeFields,
})

const replayInput: z.ZodType<{ instance: string; event: string }, unknown> = z.strictObject({
  instance: instanceSchema,
  event: z.string().max(100),
})

/** Heard from so lately, in ms, that a process is there. */
const presentMs = 60_000

/** `/listeners`: somebody's own machine takes a source's events for a while. */
export function listenerOperations(context: ApiContext): readonly Operation[] {
  const { live, pulls, now } = context
  const seen = new Map<string, number>()
  /** For how long each claims, in ms; of one that this gateway has not opened the default. */
  const claims = new Map<string, number>()
  const configuration = (): Configuration => live.current().configuration
  const hears = (id: string): void => void seen.set(id, now())
  const held = (identity: Identity, listener: string | undefined, instance: string): LiveDestination => {
    const { id } = findListening(standingOf(configuration()), listener ?? '', instance)
    const found = live.current().destination(id)
    if (found === undefined || !inReach(identity, id, configuration())) refuseUnknown('listener', listener)
    hears(id)
    return found
  }
  const common = { action: 'events.listen', limited: true, status: 200 } as const
  const heldCodes: Operation['codes'] = ['ERR_NOT_FOUND', 'ERR_LISTENER_ENDED', 'ERR_LISTENER_TAKEN']
  return [
    operation({
      ...common,
      method: 'get',
      path: '/listeners',
      id: 'listListeners',
      summary: 'List listeners: machines that take events for a while',
      answer: pageOf(listenerSchema),
      codes: [],
      async handle({ identity }) {
        const at = configuration()
        const items: ListenerJson[] = listenersOf(at)
          .filter(({ id }) => inReach(identity, id, at))
          .map((one) => showListener(one, at, seen.get(one.id)))
        return { items, next: null }
      },
    }),
    operation({
      ...common,
      method: 'post',
      path: '/listeners',
      id: 'openListener',
      summary:
        'Listen to sources, or go on under the same name; with `claimSeconds` nobody else gets their events',
      body: openInput,
      answer: openedSchema,
      codes: ['ERR_CONFLICT', 'ERR_NOT_FOUND', 'ERR_SOURCE_CLAIMED', 'ERR_DELIVERY_UNSIGNABLE'],
      async handle({ body, identity, act }) {
        const { name, claimSeconds, since } = body
        if (claimSeconds !== undefined && !identity.may.actions.has('events.claim'))
          throw new Refusal('ERR_SCOPE', 'Claiming needs the action events.claim, which you do not have.')
        const before = configuration().destinations.one('name', name)
        if (before !== undefined && !inReach(identity, before.id, configuration()))
          throw new Refusal('ERR_CONFLICT', `The name "${name}" is taken.`)
        const from = since === undefined ? null : await momentOf(context, since)
        const setup = context.setup.by(act)
        const madeSecret = makeSecret('standard-webhooks', setup.context())
        const input: ListeningInput = {
          ...{ name, instance: body.instance, host: body.host, secret: body.secret, madeSecret },
          sources: namesInReach(identity, body.sources, configuration()),
          claimMs: claimSeconds === undefined ? null : claimSeconds * 1000,
        }
        const { configuration: after } = (await setup.run(openListening, input)).after
        const destination = findDestination(standingOf(after), name)
        const opened = after.destinations.get(destination.id)
        if (opened === undefined) throw new Refusal('ERR_LISTENER_ENDED')
        const wasSeen = seen.get(opened.id) ?? Number.NEGATIVE_INFINITY
        const another = before?.listening !== undefined && before.listening.instance !== body.instance
        claims.set(opened.id, (claimSeconds ?? defaultClaimSeconds) * 1000)
        if (from !== null) await replaySince(context, opened.number, input.sources, from, act)
        const state =
          before === undefined ? 'new' : another && now() - wasSeen < presentMs ? 'taken' : 'resumed'
        hears(opened.id)
        return {
          ...showHeard(opened, after, seen),
          ...{ state, secret: before === undefined && body.secret === undefined ? madeSecret : null },
          claimSeconds: claimSeconds ?? null,
        }
      },
    }),
    operation({
      ...common,
      method: 'post',
      path: '/listeners/{listener}/heartbeat',
      id: 'keepListener',
      summary: 'Say that somebody still listens; the answer tells who else does',
      body: instanceInput,
      answer: z.object(heardFields),
      codes: heldCodes,
      async handle({ params, body, identity, act }) {
        const { id } = held(identity, params.listener, body.instance).destination
        const claimMs = claims.get(id) ?? defaultClaimSeconds * 1000
        const wish = { listener: id, instance: body.instance, claimMs }
        const { configuration: after } = (await context.setup.by(act).run(keepListening, wish)).after
        const kept = after.destinations.get(id)
        if (kept === undefined) throw new Refusal('ERR_LISTENER_ENDED')
        return showHeard(kept, after, seen)
      },
    }),
    operation({
      ...common,
      method: 'post',
      path: '/listeners/{listener}/pull',
      id: 'pullForListener',
      summary: 'Lend deliveries with their requests as they were received; as `pull` of a destination',
      body: pullInput,
      answer: z.object({ items: z.array(heardLentSchema) }),
      codes: [...heldCodes, 'ERR_PULLS_TOO_MANY', 'ERR_DELIVERY_UNSIGNABLE', 'ERR_STOPPING'],
      async handle({ params, body: { instance, limit, waitSeconds, leaseSeconds }, identity, gone }) {
        const destination = held(identity, params.listener, instance)
        const wanted = { limit, waitMs: waitSeconds * 1000, leaseMs: leaseSeconds * 1000 }
        const lent = await pulls.pull(destination, wanted, gone())
        return {
          items: lent.map((one): HeardLentJson => {
            const { event, payload } = one
            const source = live.current().sourceByNumber(event.source)?.source
            // What is published has come to no address of its source.
            const url = event.verdict === 'published' ? `/in/${source?.path}` : payload.url
            return {
              ...showLent(one),
              source: source?.name ?? '',
              type: event.type,
              receivedAt: new Date(event.receivedAt).toISOString(),
              request: { method: payload.method, url, headers: payload.headers },
            }
          }),
        }
      },
    }),
    operation({
      ...common,
      method: 'post',
      path: '/listeners/{listener}/acknowledge',
      id: 'acknowledgeForListener',
      summary: 'Say what came of deliveries that were lent; as `acknowledge` of a destination',
      body: acknowledgeInput,
      answer: z.object({ items: z.array(acknowledgedSchema) }) as z.ZodType<{ items: AcknowledgedJson[] }>,
      codes: heldCodes,
      async handle({ params, body: { instance, leases, items }, identity }) {
        const destination = held(identity, params.listener, instance)
        return { items: await acknowledge(pulls, destination, { leases, items }) }
      },
    }),
    operation({
      ...common,
      method: 'post',
      path: '/listeners/{listener}/replay',
      id: 'replayToListener',
      summary: 'Deliver an event of its sources to a listener again',
      body: replayInput,
      status: 202,
      answer: replayAnswer,
      codes: [...heldCodes, 'ERR_PAYLOAD_EXPIRED'],
      async handle({ params, body, identity, act }) {
        const destination = held(identity, params.listener, body.instance)
        const event = await findEvent(context.journal, body.event)
        const listened = sourcesOf(destination.destination.id, configuration())
        if (!listened.some(({ number }) => number === event.source)) refuseUnknown('event', body.event)
        const [lane] = destination.lanes
        if (lane === undefined) throw new Refusal('ERR_LISTENER_ENDED')
        return await replayTo(context, event, [{ lane: lane.number, orderKey: null }], act)
      },
    }),
    operation({
      ...common,
      method: 'delete',
      path: '/listeners/{listener}',
      id: 'endListener',
      summary:
        'End a listener: what it claimed, and did not take, goes where the routes lead; all else is discarded',
      status: 204,
      codes: ['ERR_NOT_FOUND'],
      async handle({ params, identity, act }) {
        const found = configuration().destinations.one('name', params.listener ?? '')
        if (found?.listening === undefined || !inReach(identity, found.id, configuration()))
          refuseUnknown('listener', params.listener)
        await context.listenings.end(found.id, act)
        seen.delete(found.id)
        claims.delete(found.id)
        return undefined
      },
    }),
  ]
}

/** Whether somebody may listen to all that a listener listens to. */
function inReach({ may }: Identity, destination: string, configuration: Configuration): boolean {
  return sourcesOf(destination, configuration).every(({ id }) => reaches(may, 'sources', id))
}

/** The sources that are asked for, or all but the gateway's own. Throws ERR_NOT_FOUND, ERR_INPUT where there are too many. */
function namesInReach(
  { may }: Identity,
  asked: readonly string[] | undefined,
  configuration: Configuration,
): readonly string[] {
  if (asked !== undefined) {
    for (const one of asked)
      if (!reaches(may, 'sources', findSource(configuration, one).id)) refuseUnknown('source', one)
    return asked
  }
  const all: string[] = []
  for (const { id, name, deletedAt } of configuration.sources) {
    if (deletedAt !== null || name === operationalSource || !reaches(may, 'sources', id)) continue
    if (all.push(id) > mostSources)
      throw new Refusal('ERR_INPUT', `There are more than ${mostSources} sources: name those that you mean.`)
  }
  if (all.length === 0) throw new Refusal('ERR_NOT_FOUND', 'There is no source to listen to.')
  return all
}

async function momentOf({ journal, now }: ApiContext, since: string): Promise<number> {
  if (since.startsWith('evt_')) return (await findEvent(journal, since)).receivedAt
  const agoMs = parseDuration(since)
  if (agoMs !== null) return now() - agoMs
  const at = Date.parse(since)
  if (Number.isNaN(at))
    throw new Refusal('ERR_INPUT', 'since: must be an event, a time, or a number and d, h, m or s.')
  return at
}

/** How fast what came before is replayed, in events a second. */
const replayRate = 1000

async function replaySince(
  { journal, live, now, replaysChanged }: ApiContext,
  destination: number,
  sources: readonly string[],
  from: number,
  act: Act,
): Promise<void> {
  const [newest] = await journal.events({ limit: 1 })
  for (const source of sources) {
    await journal.by(act, now()).createReplay({
      selection: {
        source: findSource(live.current().configuration, source).number,
        ...{ events: null, type: null, verdict: null, from, to: null, filter: null },
      },
      ...{ destination, ratePerSecond: replayRate, upto: newest?.seq ?? 0, createdAt: now() },
    })
  }
  replaysChanged()
}
