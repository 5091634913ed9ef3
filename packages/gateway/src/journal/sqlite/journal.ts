import type { ActedChange } from '../../model/acted-change.ts'
import type { Delta } from '../../model/configuration.ts'
import type { Payload } from '../../model/event.ts'
import type { OwnedLane } from '../../model/lane.ts'
import { createChain } from '../audit/chain.ts'
import { proveAudit } from '../audit/prove.ts'
import { JournalUnavailable } from '../errors.ts'
import type { Journal } from '../journal.ts'
import type { FoundPayloads } from '../port/look.ts'
import { sameLanes } from '../same-lanes.ts'
import { headersOf } from '../stored-headers.ts'
import { createActing, sent } from './acting.ts'
import { Outbox } from './outbox.ts'
import type { PackedPayloads } from './read/payloads.ts'
import type { ReaderCalls } from './reader.ts'
import type { Thread } from './thread.ts'
import { appendedOf, appendResults, writeAppend } from './wire/append.ts'
import { PartReader, unpackDelta } from './wire/configuration.ts'
import { writeEnqueue } from './wire/enqueue.ts'
import { readOwned } from './wire/owned.ts'
import { rejectResults, writeReject, writeRemoveRejection } from './wire/reject.ts'
import { writeSettle } from './wire/settle.ts'
import type { StoreCalls } from './write/store.ts'

/** The port in front of the threads: packs and unpacks, and does no work of its own on this thread. */
export function createSqliteJournal(threads: {
  readonly writer: Thread<StoreCalls>
  /** Reads what delivery waits for. */
  readonly queue: Thread<ReaderCalls>
  /** Reads lists, which may take a while. */
  readonly lists: Thread<ReaderCalls>
  /** Looks through bodies. */
  readonly search: Thread<ReaderCalls>
  readonly checkpointer: Thread<object>
  /** See `createChain`. */
  readonly auditKey: Uint8Array
}): Journal {
  const { writer, queue, lists, search, checkpointer } = threads
  const chain = createChain(threads.auditKey)
  const outbox = new Outbox((message, transfer) => writer.post(message, transfer))
  writer.onBatch = (answer) => outbox.answered(answer)
  for (const thread of [writer, queue, lists, search, checkpointer] as readonly Thread<unknown>[]) {
    thread.onEnd = (error, asked) => {
      if (thread === writer) outbox.end(error)
      // A process without one of its threads answers for ever that it cannot. It had better start anew.
      if (!asked)
        setImmediate(() => {
          throw error
        })
    }
  }
  /** What each owner was told last. */
  const owned = new Map<string, readonly OwnedLane[]>()
  let closing: Promise<void> | null = null

  /** The writer, after all that was packed for it. */
  const inOrder = (): typeof writer => {
    if (closing !== null) throw closed()
    outbox.flush()
    return writer
  }
  const ask: Thread<StoreCalls>['call'] = async (method, ...args) => await inOrder().call(method, ...args)

  const configureTogether = async (changes: readonly ActedChange[]): Promise<Delta> =>
    unpackDelta(
      await ask(
        'configureTogether',
        changes.map(({ act, at, change }) => ({ act: sent(act), at, change })),
      ),
    )

  const close = async (): Promise<void> => {
    outbox.close()
    // The writer is asked last: its close comes after all batches, and it removes the log behind it.
    await Promise.all([queue.close(), lists.close(), search.close(), checkpointer.close()])
    await writer.close()
  }

  return {
    since: async (epoch) => {
      const packed = epoch === null ? null : await ask('since', epoch)
      if (packed !== null) return unpackDelta(packed)
      const reader = new PartReader()
      const at = await inOrder().callInParts('all', (part) => reader.take(part))
      return { from: null, ...at, ...reader.things(), removed: [] }
    },
    epoch: () => ask('epoch'),
    clockAheadMs: () => 0,
    configure: async (change) => unpackDelta(await ask('configure', change)),
    // No other process writes to this store.
    onConfigurationChanged: () => undefined,
    onQueued: () => undefined,

    append: (events) =>
      outbox.add(
        events.length * appendResults,
        (pen) => writeAppend(pen, events),
        (results, at) => events.map((_, index) => appendedOf(results, at + index * appendResults)),
      ),
    reject: (rejections) =>
      outbox.add(
        rejections.length * rejectResults,
        (pen) => writeReject(pen, rejections),
        (results, at) =>
          rejections.map((_, index) => ({
            seq: results[at + index * rejectResults] ?? 0,
            tag: results[at + index * rejectResults + 1] ?? 0,
          })),
      ),
    removeRejection: (seq) =>
      outbox.add(
        1,
        (pen) => writeRemoveRejection(pen, seq),
        (results, at) => results[at] === 1,
      ),
    settle: (owner, settlements) =>
      outbox.add(
        settlements.length,
        (pen) => writeSettle(pen, owner, settlements),
        (results, at) => settlements.map((_, index) => results[at + index] === 1),
      ),
    enqueue: (rows) =>
      outbox.add(
        1,
        (pen) => writeEnqueue(pen, rows),
        (results, at) => results[at] ?? 0,
      ),

    discard: (keys, end) =>
      ask(
        'discard',
        keys.map(({ seq, lane, replay }) => ({ seq, lane, replay })),
        end,
      ),
    sendNow: (which, after, now) =>
      ask(
        'sendNow',
        'lane' in which
          ? which
          : { keys: which.keys.map(({ seq, lane, replay }) => ({ seq, lane, replay })) },
        after,
        now,
      ),

    decide: (decisions) => ask('decide', decisions),
    countRefused: (counts) => ask('countRefused', counts),
    countCause: (found) => ask('countCause', found),

    own: async (owner, leaseMs) => {
      const told = await ask('own', owner, leaseMs)
      const lanes = readOwned(told)
      const before = owned.get(owner) ?? []
      const now =
        told.from === 'nothing'
          ? sameLanes(before, lanes)
          : lanes.length === 0
            ? before
            : [...before, ...lanes]
      owned.set(owner, now)
      return now
    },
    onOwnershipChanged: () => undefined,
    release: (owner, lanes) =>
      ask(
        'release',
        owner,
        lanes.map(({ number, fence }) => ({ number, fence })),
      ),
    due: (lane, now, after, limit, beside = []) => queue.call('due', lane, now, after, limit, beside),
    // With one gateway nothing is gained by it.
    heedsOtherLanes: () => false,
    // The writer keeps a pace of its own.
    settleApartMs: () => 0,
    nextDue: (lane, after) => queue.call('nextDue', lane, after),
    waiting: (among) => ask('waiting', among),
    payloads: async (seqs) => unpack(await queue.call('payloads', seqs)),

    lend: (lending) => ask('lend', lending),
    loans: (leases) => queue.call('loans', leases),
    endedLoans: (now, limit) => queue.call('endedLoans', now, limit),
    lentIn: (lane, limit) => queue.call('lentIn', lane, limit),
    settleLoans: (settlements) => ask('settleLoans', settlements),

    createReplay: (replay) => ask('createReplay', replay),
    changeReplay: (number, state, now) => ask('changeReplay', number, state, now),
    feedReplay: (feed) => ask('feedReplay', feed),
    replay: (number) => lists.call('replay', number),
    replays: (query) => ask('replays', query),

    createErasure: (erasure) => ask('createErasure', erasure),
    cancelErasure: (number) => ask('cancelErasure', number),
    takeErasure: () => ask('takeErasure'),
    erase: (part) => ask('erase', part),
    purge: (number, now) => ask('purge', number, now),
    keepFilterHash: (number, hash) => ask('keepFilterHash', number, hash),
    erasure: (number) => lists.call('erasure', number),
    erasures: (query) => lists.call('erasures', query),
    keepHealth: (seen) => ask('keepHealth', seen),
    healths: (destinations) => ask('healths', destinations),

    takeWatch: (connection, now, nextAt) => ask('takeWatch', connection, now, nextAt),
    keepWatch: (connection, state) => ask('keepWatch', connection, state),
    watches: () => ask('watches'),
    keptKey: () => lists.call('keptKey'),
    keepKey: (from, to) => ask('keepKey', from, to),
    // No other gateway has this store.
    keysOfGateways: async () => [],
    sealedHeaders: (of, after) => lists.call('sealedHeaders', of, after),
    resealHeaders: (of, rows) => ask('resealHeaders', of, rows),
    sealedAnswers: (after) => lists.call('sealedAnswers', after),
    resealAnswers: (answers) => ask('resealAnswers', answers),

    keepSignIn: (kept, now) => ask('keepSignIn', kept, now),
    signIns: (hashes, use, now) => ask('signIns', hashes, use, now),
    endSignIn: (hash, use, now) => ask('endSignIn', hash, use, now),
    people: () => ask('people'),
    addPerson: (person) => ask('addPerson', person),
    removePerson: (id) => ask('removePerson', id),
    keepTokenUses: (uses) => ask('keepTokenUses', uses),
    tokenUses: () => ask('tokenUses'),

    beginOnce: (begun, now) => ask('beginOnce', begun, now),
    endOnce: (key, answer) => ask('endOnce', key, answer),
    forgetOnce: (key) => ask('forgetOnce', key),

    by: (act, at) => ({
      ...createActing(ask, act, at),
      configure: (change) => configureTogether([{ act, at, change }]),
    }),
    configureTogether,
    auditRows: (query) => lists.call('auditRows', query),
    proveAudit: () =>
      proveAudit(
        {
          ends: () => lists.call('auditEnds'),
          after: (number, limit) => lists.call('auditAfter', number, limit),
        },
        chain,
      ),

    event: (seq) => queue.call('event', seq),
    events: (query) => lists.call('events', query),
    countEvents: (query) => lists.call('countEvents', query),
    deliveries: (query) => lists.call('deliveries', query),
    delivery: (key) => lists.call('delivery', key),
    attempts: (key) => lists.call('attempts', key),
    rejection: (seq) => lists.call('rejection', seq),
    rejections: (query) => lists.call('rejections', query),
    refusalGroups: (query) => lists.call('refusalGroups', query),
    stats: () => lists.call('stats'),
    blocks: (query) => lists.call('blocks', query),
    about: (query) => lists.call('about', query),
    eventsByValue: (query) => lists.call('eventsByValue', query),
    searchBodies: (wanted) => search.call('searchBodies', wanted),
    lookAtDeliveries: (look) => lists.call('lookAtDeliveries', look),
    lookAtRejections: (look) => lists.call('lookAtRejections', look),
    series: (query) => lists.call('series', query),

    prune: (limits) => ask('prune', limits),
    probe: (bytes = 0) => ask('probe', bytes),
    facts: () => lists.call('facts'),
    close: () => {
      closing ??= close()
      return closing
    },
  }
}

function unpack({ rows, damaged, bytes }: PackedPayloads): FoundPayloads {
  const found = new Map(
    rows.map(({ event, method, url, start, headers, sealed, body }) => {
      const sealedAt = start + headers
      const bodyAt = sealedAt + Math.max(sealed, 0)
      const payload: Payload = {
        method,
        url,
        headers: headersOf(new Uint8Array(bytes, start, headers)),
        sealedHeaders: sealed < 0 ? null : new Uint8Array(bytes, sealedAt, sealed),
        body: new Uint8Array(bytes, bodyAt, body),
      }
      return [event.seq, { event, payload }] as const
    }),
  )
  return damaged.length === 0 ? found : Object.assign(found, { damaged: new Set(damaged) })
}

function closed(): JournalUnavailable {
  return new JournalUnavailable('ERR_JOURNAL_UNAVAILABLE', 'The journal is closed.')
}
