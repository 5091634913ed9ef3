import { z } from 'zod'
import type { LiveDestination } from '../../configuration/live.ts'
import type { Fate } from '../../deliver/lend.ts'
import type { Configuration } from '../../model/configuration.ts'
import type { Identity } from '../../model/identity.ts'
import { mayHear } from '../../model/listening.ts'
import { Refusal } from '../../model/refusal.ts'
import { makeSecret } from '../../setup/destination.ts'
import { findDestination, refuseUnknown } from '../../setup/find.ts'
import { findListening, keepListening, type ListeningInput, openListening } from '../../setup/listening.ts'
import { standingOf } from '../../setup/standing.ts'
import type { ListenerJson } from '../answers/listener.ts'
import { pageOf } from '../shapes/list.ts'
import {
  heardFields,
  listenerSchema,
  listenersOf,
  openedSchema,
  showHeard,
  showListener,
  sourcesOf,
} from '../shapes/listener-json.ts'
import type { ApiContext } from './context.ts'
import { findEvent } from './find-event.ts'
import { heardLentSchema, showHeardLent } from './heard-lent.ts'
import {
  instanceInput,
  listenerAcknowledgeInput,
  listenerPullInput,
  listenerReplayInput,
  openInput,
} from './listener-input.ts'
import { momentOf } from './listener-moment.ts'
import { listenerInReach, sourcesToListenTo } from './listener-reach.ts'
import { ListenerReplays } from './listener-replays.ts'
import { type AcknowledgedJson, acknowledge, acknowledgedSchema } from './loan.ts'
import { type Operation, operation } from './operation.ts'
import { replayAnswer, replayTo } from './replay-event.ts'

/** What a heartbeat prolongs a claim by, where this gateway was not told for how long. */
const defaultClaimSeconds = 90
/** Heard from so lately, in ms, that a process is there. */
const presentMs = 60_000

/** `/listeners`: somebody's own machine takes a source's events for a while. */
export function listenerOperations(context: ApiContext): readonly Operation[] {
  const { live, pulls, now } = context
  const seen = new Map<string, number>()
  /** For how long each claims, in ms; of one that this gateway has not opened the default. */
  const claims = new Map<string, number>()
  const replays = new ListenerReplays(context)
  const configuration = (): Configuration => live.current().configuration
  const hears = (id: string): void => {
    // Those that have ended meanwhile, here or at another gateway, are forgotten when a new one is heard from.
    if (!seen.has(id))
      for (const known of seen.keys()) {
        if (live.current().destination(known) !== undefined) continue
        seen.delete(known)
        claims.delete(known)
      }
    seen.set(id, now())
  }
  const held = (identity: Identity, listener: string | undefined, instance: string): LiveDestination => {
    const { id } = findListening(standingOf(configuration()), listener ?? '', instance)
    const found = live.current().destination(id)
    if (found === undefined || !listenerInReach(identity, id, configuration()))
      refuseUnknown('listener', listener)
    hears(id)
    return found
  }
  /** Asked of what stands as it is lent: meanwhile another may have taken the listener over, or its sources be others. */
  const fateFor =
    (identity: Identity, { destination: { id } }: LiveDestination, instance: string) =>
    (number: number): Fate => {
      const listening = configuration().destinations.get(id)?.listening
      const source = sourcesOf(id, configuration()).find((one) => one.number === number)
      if (listening?.instance !== instance || listening.until === 0) return 'keep'
      if (source === undefined) return listening.owes ? 'keep' : 'discard'
      return mayHear(identity.may, source) ? 'lend' : 'keep'
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
          .filter(({ id }) => listenerInReach(identity, id, at))
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
      codes: [
        ...(['ERR_CONFLICT', 'ERR_NOT_FOUND', 'ERR_SOURCE_CLAIMED', 'ERR_LISTENERS_TOO_MANY'] as const),
        'ERR_DELIVERY_UNSIGNABLE',
      ],
      async handle({ body, identity, act }) {
        const { name, claimSeconds, since } = body
        if (claimSeconds !== undefined && !identity.may.actions.has('events.claim'))
          throw new Refusal('ERR_SCOPE', 'Claiming needs the action events.claim, which you do not have.')
        const before = configuration().destinations.one('name', name)
        const from = since === undefined ? null : await momentOf(context, since)
        const setup = context.setup.by(act)
        const madeSecret = makeSecret('standard-webhooks', setup.context())
        const input: ListeningInput = {
          ...{ name, instance: body.instance, host: body.host, secret: body.secret, madeSecret },
          sources: sourcesToListenTo(identity, body.sources, configuration()),
          claimMs: claimSeconds === undefined ? null : claimSeconds * 1000,
          ...{ may: identity.may, openedBy: `${identity.by.kind} ${identity.by.id ?? ''}`.trim() },
        }
        const { configuration: after } = (await setup.run(openListening, input)).after
        const destination = findDestination(standingOf(after), name)
        const opened = after.destinations.get(destination.id)
        if (opened === undefined) throw new Refusal('ERR_LISTENER_ENDED')
        const wasSeen = seen.get(opened.id) ?? Number.NEGATIVE_INFINITY
        const another = before?.listening !== undefined && before.listening.instance !== body.instance
        claims.set(opened.id, (claimSeconds ?? defaultClaimSeconds) * 1000)
        // What the process before was given and had not told of yet is lent anew, and not only when its loan ends.
        const present = live.current().destination(opened.id)
        if (another && present !== undefined) await pulls.takeBack(present)
        if (from !== null) await replays.since(opened.number, input.sources, from, act)
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
      body: listenerPullInput,
      answer: z.object({ items: z.array(heardLentSchema) }),
      codes: [...heldCodes, 'ERR_PULLS_TOO_MANY', 'ERR_DELIVERY_UNSIGNABLE', 'ERR_STOPPING'],
      async handle({ params, body, identity, gone }) {
        const { instance, limit, waitSeconds, leaseSeconds, holdsNothing } = body
        const destination = held(identity, params.listener, instance)
        if (holdsNothing) await pulls.takeBack(destination)
        const wanted = {
          limit,
          waitMs: waitSeconds * 1000,
          leaseMs: leaseSeconds * 1000,
          fateOf: fateFor(identity, destination, instance),
          // A pull that still waits for the process before would take what comes and give it back, again and again.
          refuse: () => findListening(standingOf(configuration()), destination.destination.id, instance),
        }
        const lent = await pulls.pull(destination, wanted, gone())
        return { items: lent.map((one) => showHeardLent(one, live)) }
      },
    }),
    operation({
      ...common,
      method: 'post',
      path: '/listeners/{listener}/acknowledge',
      id: 'acknowledgeForListener',
      summary: 'Say what came of deliveries that were lent; as `acknowledge` of a destination',
      body: listenerAcknowledgeInput,
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
      body: listenerReplayInput,
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
        if (found?.listening === undefined || !listenerInReach(identity, found.id, configuration()))
          refuseUnknown('listener', params.listener)
        await context.listenings.end(found.id, act)
        await replays.end(found.number, act)
        seen.delete(found.id)
        claims.delete(found.id)
        return undefined
      },
    }),
  ]
}
