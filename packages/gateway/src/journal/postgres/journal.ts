import type { Act } from '../../model/act.ts'
import { type ActedChange, joined } from '../../model/acted-change.ts'
import type { Delta } from '../../model/configuration.ts'
import type { AuditChain } from '../audit/chain.ts'
import { proveAudit } from '../audit/prove.ts'
import { outlined } from '../audit/touched.ts'
import type { Journal } from '../journal.ts'
import { createNamed } from '../named.ts'
import type { Acting } from '../port/audit.ts'
import type { NewRejection } from '../port/intake.ts'
import type { OwnershipChange } from '../port/queue.ts'
import type { Clock } from './clock.ts'
import { about, blocks } from './read/blocks.ts'
import { readEpoch } from './read/configuration.ts'
import { attempts, deliveries, delivery } from './read/deliveries.ts'
import { lookAtDeliveries } from './read/delivery-looks.ts'
import { createDue, createNextDue, waiting } from './read/due.ts'
import { countEvents, event, events, eventsByValue, payloads } from './read/events.ts'
import { facts } from './read/facts.ts'
import { lookAtRejections } from './read/rejection-looks.ts'
import { searchBodies } from './read/search.ts'
import { series } from './read/series.ts'
import { since } from './read/since.ts'
import { stats } from './read/stats.ts'
import { repeat } from './repeat.ts'
import type { Wake } from './wake.ts'
import type { Watch } from './watch.ts'
import { createBatcher } from './wire/batcher.ts'
import type { Database } from './wire/database.ts'
import { type ActedCalls, createActing } from './write/acting.ts'
import { appendWithin, attempted, createAppend, tellAppended } from './write/append.ts'
import { auditReads, auditRows, pruneAudit, writeAudit } from './write/audit.ts'
import { createBlocks } from './write/blocks.ts'
import { configure } from './write/configure.ts'
import { decide } from './write/decide.ts'
import { discard } from './write/discard.ts'
import { enqueue } from './write/enqueue.ts'
import { erase } from './write/erase.ts'
import {
  cancelErasure,
  createErasure,
  erasure,
  erasures,
  keepFilterHash,
  takeErasure,
} from './write/erasures.ts'
import { healths, keepHealth } from './write/health.ts'
import { type Asked, createRelease, leave, mayTake, own, toldNothing } from './write/lanes.ts'
import { endedLoans, lend, lentIn, loans } from './write/loans.ts'
import { addPerson, keepTokenUses, people, removePerson, tokenUses } from './write/people.ts'
import { probe } from './write/probe.ts'
import { createPrune } from './write/prune.ts'
import type { Purge } from './write/purge.ts'
import { refusalGroups, rejectBatch, rejection, rejections, removeRejection } from './write/rejections.ts'
import { beginOnce, endOnce, forgetOnce } from './write/repeats.ts'
import { changeReplay, createReplay, feedReplay, replay, replays } from './write/replays.ts'
import {
  keepKey,
  keptKey,
  keysOfGateways,
  resealAnswers,
  resealHeaders,
  sealedAnswers,
  sealedHeaders,
} from './write/seals.ts'
import type { Segments } from './write/segments.ts'
import { sendNow } from './write/send-now.ts'
import { createSettle } from './write/settle.ts'
import { settleLoans } from './write/settle-loans.ts'
import { endSignIn, keepSignIn, signIns } from './write/sign-ins.ts'
import { countCause, countRefused } from './write/tallies.ts'
import { keepWatch, takeWatch, watches } from './write/watches.ts'

const appendSlots = 2
const settleSlot = appendSlots
const rejectSlot = settleSlot + 1
const otherSlot = rejectSlot + 1
const probeSlot = otherSlot + 1
const refusedSlot = probeSlot + 1

/**
 * For each gateway that shares the database, commits of what is settled begin so far apart, and of what is appended where
 * there are several, in ms: so many gateways together commit about as often as one.
 */
const settleApartMs = 10
const appendApartMs = 4
/** However many gateways there are, nobody waits longer than beside three others. */
const shareOf = (gateways: number): number => Math.min(gateways, 4)

/** Gateways that are gone are looked for so often: with the time that they have to hear of it, two seconds in all. */
const lookMs = 700
/** A lane that was being settled when it should have been taken is asked for again after this. */
const againMs = 50

/** What the journal is made of. */
export interface PostgresParts {
  readonly database: Database
  readonly gateway: string
  readonly segments: Segments
  readonly watch: Watch
  readonly wake: Wake
  readonly purge: Purge
  readonly keeper: string | null
  readonly chain: AuditChain
  readonly clock: Clock
}

/** The port in front of the database: which connection and slot each call takes, and who is told of what it did. */
export function createPostgresJournal(parts: PostgresParts): Journal {
  const { database, gateway, segments, watch, wake, purge, keeper, chain, clock } = parts
  const named = createNamed()
  const append = createAppend(database, {
    gateway,
    slots: appendSlots,
    firstSlot: 0,
    segments,
    named,
    onQueued: (lanes) => wake.add(lanes),
    apartMs: () => (gateways === 1 ? 0 : appendApartMs * shareOf(gateways)),
  })
  const settle = createSettle(database, {
    gateway,
    slots: 1,
    firstSlot: settleSlot,
    segments,
    named: createNamed(),
    destinationOf: (lane) => owned.get(lane),
  })
  const reject = createBatcher({
    slots: 1,
    besideFrom: 1,
    maxItems: 100,
    maxBytes: 4 * 2 ** 20,
    maxWaitingBytes: 8 * 2 ** 20,
    sizeOf: (each: NewRejection) => each.payload.body.byteLength + 1000,
    run: (items, slot) => rejectBatch(database, gateway, rejectSlot + slot, items),
  })
  const prune = createPrune(database, gateway, otherSlot, (before, limit) =>
    pruneAudit(database, chain, before, limit),
  )
  const due = createDue(database)
  const nextDue = createNextDue(database)
  const release = createRelease(database)
  const told = new Map<string, Asked>()
  const owners = new Set<string>()
  /** Lanes, and whose they are. */
  let owned: ReadonlyMap<number, number> = new Map()
  let heeding = false
  let gateways = 1
  /** Lanes that every gateway serves: who owns one of them is not the only one to be told. */
  const pulled = new Set<number>()
  const onOwnership: ((change: OwnershipChange) => void)[] = []
  let closing: Promise<void> | null = null

  function tellOwner(change: OwnershipChange): void {
    if (closing === null) for (const call of onOwnership) call(change)
  }
  // Others see that session's end, and take over; with another one the lease alone need not be waited for.
  watch.onSession((session) => tellOwner(session === null ? 'doubtful' : 'free'))
  const looks = repeat({
    async work() {
      const [owner] = owners
      if (owner === undefined || onOwnership.length === 0) return
      if (await mayTake(database, owner).catch(() => false)) tellOwner('free')
    },
    everyMs: () => lookMs,
    leastMs: lookMs,
  })

  const sums = createBlocks(database)
  wake.leaveOut((lane) => owned.has(lane) && !pulled.has(lane))
  /** A destination's kind never changes, and its lanes come with it. */
  const seen = (delta: Delta): Delta => {
    if (delta.from === null) pulled.clear()
    const numbers = new Set(
      delta.destinations.flatMap(({ number, kind }) => (kind === 'pull' ? [number] : [])),
    )
    for (const { number, destination } of delta.lanes) if (numbers.has(destination)) pulled.add(number)
    return delta
  }

  const calls: ActedCalls = {
    append: (on, events) => appendWithin(on, events, gateway, otherSlot, named),
    removeRejection: (on, seq) => removeRejection(on, gateway, otherSlot, seq),
    enqueue: async (on, rows) => (rows.length === 0 ? 0 : await enqueue(on, gateway, otherSlot, rows)),
    discard: (on, keys, end) => discard(on, gateway, otherSlot, keys, end),
    sendNow: (on, which, after, at) => sendNow(on, which, after, at),
    decide: (on, decisions) => decide(on, gateway, otherSlot, decisions),
    createReplay: (on, made) => createReplay(on, made),
    changeReplay: (on, number, state, at) => changeReplay(on, number, state, at),
    createErasure: (on, made) => createErasure(on, made),
    cancelErasure: (on, number) => cancelErasure(on, number),
    keepSignIn: (on, kept, at) => keepSignIn(on, kept, at),
    endSignIn: (on, hash, use, at) => endSignIn(on, hash, use, at),
    note: async (_on, outline) => outline,
    addPerson: (on, person) => addPerson(on, person),
    removePerson: (on, id) => removePerson(on, id),
  }

  /** What is to be said after the commit: which lanes got work. */
  const telling = <Calls extends Pick<Acting, 'enqueue' | 'discard' | 'sendNow' | 'decide'>>(
    acting: Calls,
  ): Calls => ({
    ...acting,
    enqueue: async (rows) => {
      const added = await acting.enqueue(rows)
      if (added > 0) wake.add(rows.map((row) => row.lane))
      return added
    },
    discard: async (keys, end) => {
      const effects = await acting.discard(keys, end)
      // What waited behind one of them in its order may go now.
      wake.add(keys.flatMap(({ lane }, index) => (effects[index] ? [lane] : [])))
      return effects
    },
    sendNow: async (which, after, at) => {
      const moved = await acting.sendNow(which, after, at)
      if (moved > 0) wake.add('lane' in which ? [which.lane] : which.keys.map(({ lane }) => lane))
      return moved
    },
    decide: async (decisions) => {
      const effects = await acting.decide(decisions)
      wake.add(decisions.flatMap(({ lane }, index) => (effects[index] ? [lane] : [])))
      return effects
    },
  })

  const configureTogether = async (changes: readonly ActedChange[]): Promise<Delta> => {
    const after = await configure(database, joined(changes.map(({ change }) => change)), (query, before) =>
      writeAudit(query, chain, outlined(changes, before, chain.hide)),
    )
    watch.known(after.epoch)
    return seen(after)
  }

  const by = (act: Act, at: number): Acting => {
    const acting = createActing(database, chain, calls, act, at)
    return {
      ...telling(acting),
      configure: (change) => configureTogether([{ act, at, change }]),
      append: async (events) => {
        const appended = await attempted(() => acting.append(events), segments)
        tellAppended(events, appended, { segments, onQueued: (lanes) => wake.add(lanes) })
        return appended
      },
    }
  }

  const plain = telling<Omit<Acting, 'configure' | 'note'>>({
    append: (items) => append.add(items),
    removeRejection: (seq) => calls.removeRejection(database, seq),
    enqueue: (rows) => calls.enqueue(database, rows),
    discard: (keys, end) => calls.discard(database, keys, end),
    sendNow: (which, after, at) => calls.sendNow(database, which, after, at),
    decide: (decisions) => calls.decide(database, decisions),
    createReplay: (made) => calls.createReplay(database, made),
    changeReplay: (number, state, at) => calls.changeReplay(database, number, state, at),
    createErasure: (made) => calls.createErasure(database, made),
    cancelErasure: (number) => calls.cancelErasure(database, number),
    keepSignIn: (kept, at) => calls.keepSignIn(database, kept, at),
    endSignIn: (hash, use, at) => calls.endSignIn(database, hash, use, at),
    addPerson: (person) => calls.addPerson(database, person),
    removePerson: (id) => calls.removePerson(database, id),
  })

  async function close(): Promise<void> {
    await Promise.all([append.close(), settle.close(), reject.close()])
    // Without an answer the lease runs out by itself.
    if (owners.size > 0) await leave(database, [...owners]).catch(() => {})
    wake.close()
    looks.close()
    sums.close()
    clock.close()
    await watch.close()
    await database.close()
  }

  return {
    ...plain,
    by,
    configureTogether,
    auditRows: (query) => auditRows(database, query),
    proveAudit: () => proveAudit(auditReads(database), chain),
    since: async (epoch) => seen(await since(database.read, epoch)),
    configure: async (change) => {
      const after = await configure(database, change)
      watch.known(after.epoch)
      return seen(after)
    },
    epoch: () => readEpoch(database.read),
    clockAheadMs: () => clock.aheadMs(),
    onConfigurationChanged: (listener) => watch.onConfigurationChanged(listener),
    reject: (items) => reject.add(items),
    countRefused: (counts) => countRefused(database, gateway, refusedSlot, named, counts),
    countCause: (found) => countCause(database, found),
    own: async (owner, leaseMs) => {
      owners.add(owner)
      const before = told.get(owner) ?? toldNothing
      told.set(owner, { ...before, unsure: true })
      const now = await own(database, { owner, keeper, session: watch.session() }, leaseMs, before)
      told.set(owner, { ...now, unsure: false })
      if (now.again) setTimeout(() => tellOwner('free'), againMs).unref()
      heeding = now.heeding
      gateways = Math.max(1, now.gateways)
      if (now.lanes !== before.lanes)
        owned = new Map(now.lanes.map(({ number, destination }) => [number, destination]))
      return now.lanes
    },
    onOwnershipChanged: (listener) => void onOwnership.push(listener),
    release,
    due: (lane, at, after, limit, beside) => due(lane, at, after, limit, beside),
    heedsOtherLanes: () => heeding,
    settleApartMs: () => settleApartMs * shareOf(gateways),
    nextDue,
    payloads: async (seqs) => (seqs.length === 0 ? new Map() : payloads(database, seqs)),
    settle: (owner, items) => settle.add(items.map((settlement) => ({ owner, settlement }))),
    waiting: (among) => waiting(database, among),
    onQueued: (listener) =>
      watch.onQueued((lanes) => {
        if (lanes !== null) return listener(lanes)
        // Not all that there are: of tens of thousands most are at rest.
        waiting(database, [...new Set([...owned.keys(), ...pulled])]).then(listener, () => undefined)
      }),
    lend: (lending) => lend(database, due, lending),
    loans: (leases) => loans(database, leases),
    endedLoans: (at, limit) => endedLoans(database, at, limit),
    lentIn: (lane, limit) => lentIn(database, lane, limit),
    settleLoans: (settlements) => settleLoans(database, gateway, otherSlot, settlements),
    feedReplay: async (feed) => {
      const fed = await feedReplay(database, gateway, otherSlot, feed)
      if (fed) wake.add(feed.rows.map((row) => row.lane))
      return fed
    },
    replay: (number) => replay(database, number),
    replays: (query) => replays(database, query),
    erasure: (number) => erasure(database, number),
    erasures: (query) => erasures(database, query),
    takeErasure: (owner, leaseMs) => takeErasure(database, owner, leaseMs),
    erase: async (part) => {
      const ended = await erase(database, gateway, otherSlot, part)
      // What waited behind one of them in its order may go now.
      if (ended !== null) wake.add(ended.map(({ lane }) => lane))
      return ended
    },
    purge,
    keepFilterHash: (number, hash) => keepFilterHash(database, number, hash),
    keepHealth: (seen) => keepHealth(database, seen),
    healths: (destinations) => healths(database, destinations),
    takeWatch: (connection, at, nextAt) => takeWatch(database, connection, at, nextAt),
    keepWatch: (connection, state) => keepWatch(database, connection, state),
    watches: () => watches(database),
    keptKey: () => keptKey(database.read),
    keepKey: (from, to) => keepKey(database, from, to),
    keysOfGateways: () => keysOfGateways(database.read),
    sealedHeaders: (of, after) => sealedHeaders(database, of, after),
    resealHeaders: (of, rows) => resealHeaders(database, of, rows),
    sealedAnswers: (after) => sealedAnswers(database, after),
    resealAnswers: (answers) => resealAnswers(database, answers),
    signIns: (hashes, use, at) => signIns(database, hashes, use, at),
    people: () => people(database),
    keepTokenUses: (uses) => keepTokenUses(database, uses),
    tokenUses: () => tokenUses(database),
    beginOnce: (begun, at) => beginOnce(database, begun, at),
    endOnce: (key, answer) => endOnce(database, key, answer),
    forgetOnce: (key) => forgetOnce(database, key),
    event: (seq) => event(database, seq),
    events: (query) => events(database, query),
    countEvents: (query) => countEvents(database, query),
    deliveries: (query) => deliveries(database, query),
    delivery: (key) => delivery(database, key),
    attempts: (key) => attempts(database, key),
    rejection: (seq) => rejection(database, seq),
    rejections: (query) => rejections(database, query),
    refusalGroups: (query) => refusalGroups(database, query),
    stats: () => stats(database),
    blocks: (query) => blocks(database, query),
    about: (query) => about(database, query),
    eventsByValue: (query) => eventsByValue(database, query),
    searchBodies: (search) => searchBodies(database, search),
    lookAtDeliveries: (look) => lookAtDeliveries(database, look),
    lookAtRejections: (look) => lookAtRejections(database, look),
    series: (query) => series(database, query),
    prune,
    probe: (bytes = 0) => probe(database, { gateway, slot: probeSlot }, bytes),
    facts: () => facts(database),
    close: () => {
      closing ??= close()
      return closing
    },
  }
}
