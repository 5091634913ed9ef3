import type { ConfigurationChange, Delta } from '../../../model/configuration.ts'
import type { Attempt, Decision, DeliveryKey } from '../../../model/delivery.ts'
import type { Outline } from '../../../model/outline.ts'
import { createChain } from '../../audit/chain.ts'
import { JournalRefused, JournalUnavailable } from '../../errors.ts'
import type { FoundCause, RefusedCount } from '../../port/intake.ts'
import type { Pruned, RetentionLimits } from '../../port/keep.ts'
import { openForWriting } from '../connection.ts'
import { migrate } from '../migrate.ts'
import { createPresence } from '../presence.ts'
import { type HealthReads, healthReads } from '../read/health.ts'
import { type QueueReads, queueReads } from '../read/queue.ts'
import { type ReplayReads, replayReads } from '../read/replays.ts'
import type { Tuning } from '../tuning.ts'
import type { PackedDelta, Part } from '../wire/configuration.ts'
import type { BatchMessage } from '../wire/message.ts'
import { operation } from '../wire/operation.ts'
import type { Owned } from '../wire/owned.ts'
import { type ActingCalls, createActing } from './acting.ts'
import { createAppend } from './append.ts'
import { createAudit } from './audit.ts'
import { applyBatches, applyWhole, type Done, type Run } from './batch.ts'
import { createBlocks } from './blocks.ts'
import { openBudget } from './budget.ts'
import { createConfigurationTables } from './configure.ts'
import { createDecide } from './decide.ts'
import { createDiscard } from './discard.ts'
import { createEnqueue, createEnqueueRow } from './enqueue.ts'
import { createErasures, type Erasures } from './erase.ts'
import { createKeepHealth, type KeepHealth } from './health.ts'
import { openLanes } from './lanes.ts'
import { openLedger } from './ledger.ts'
import { createLoans, type Loans } from './loans.ts'
import { createWriteAheadLog, type WriteAheadLog } from './log.ts'
import { createPeople, type People } from './people.ts'
import { createProbe } from './probe.ts'
import { createPrune } from './prune.ts'
import { createPurge } from './purge.ts'
import { createRejections } from './reject.ts'
import { createRepeats, type Repeats } from './repeats.ts'
import { createReplays, type Replays } from './replays.ts'
import { createSeals, type Seals } from './seals.ts'
import { createSendNow, type SendNow } from './send-now.ts'
import { createSettle } from './settle.ts'
import { createShrink } from './shrink.ts'
import { createSignIns, type SignIns } from './sign-ins.ts'
import { openState } from './state.ts'
import { tagSource } from './tags.ts'
import { createTallies } from './tallies.ts'
import { createWatches, type Watches } from './watches.ts'

/** SQLite's default, which a journal has; the limit of the log need not be exact. */
const pageBytes = 4096

/** The rarer requests to the writer, by name; each is a transaction of its own, in the order of their coming. */
export interface StoreCalls
  extends Watches,
    SignIns,
    People,
    Repeats,
    Replays,
    Loans,
    Erasures,
    Seals,
    ActingCalls {
  since(epoch: number): PackedDelta | null
  all(tell: (part: Part) => void): Pick<Delta, 'epoch' | 'changes'>
  epoch(): number
  configure(change: ConfigurationChange): PackedDelta
  own(owner: string, leaseMs: number): Owned
  release(owner: string, lanes: readonly { readonly number: number; readonly fence: number }[]): void
  discard(keys: readonly DeliveryKey[], end: Attempt): boolean[]
  sendNow: SendNow
  decide(decisions: readonly Decision[]): boolean[]
  countRefused(counts: readonly RefusedCount[]): void
  countCause(found: FoundCause): void
  purge(number: number, now: number): 'more' | 'wait' | 'done'
  prune(limits: RetentionLimits): Pruned
  keepHealth: KeepHealth
  // What a gateway asks at each start: for these alone no thread that reads is begun.
  healths: HealthReads['healths']
  waiting: QueueReads['waiting']
  replays: ReplayReads['replays']
  probe(bytes: number): void
}

/** All that writes, on the writer's thread: synchronous, one transaction at a time. */
export interface Store extends StoreCalls, WriteAheadLog {
  /** Keeps the first fingerprint; throws `JournalRefused`, `ERR_SEALING_KEY_DIFFERS`, for another. */
  agreeOnKey(fingerprint: string): void
  apply(batches: readonly BatchMessage[]): Done[]
  close(): void
}

/** Opens or makes the store within a folder that this process has locked. `clock` answers ms, never back. */
export function openStore(folder: string, tuning: Tuning, clock: () => number, auditKey: Uint8Array): Store {
  const db = openForWriting(folder, tuning.writerCacheKib)
  migrate(db)
  if (tuning.maxPages > 0) db.exec(`pragma max_page_count = ${tuning.maxPages}`)
  const log = createWriteAheadLog(db)
  // What it once grew to is given back when it begins anew.
  db.exec(`pragma journal_size_limit = ${2 * tuning.checkpointPages * pageBytes}`)

  const state = openState(db)
  const ledger = openLedger(db, state, { keys: tuning.ledgerKeys, tail: tuning.ledgerTail })
  const budget = openBudget(db)
  const lanes = openLanes(db)
  const nextTag = tagSource()
  const tallies = createTallies(db)
  const parts = { db, state, ledger, lanes, budget, tallies, nextTag }
  const rejections = createRejections(parts)
  const blocks = createBlocks(db)
  const append = createAppend({ ...parts, rejections, blocks })
  const settle = createSettle(parts)
  const enqueueRow = createEnqueueRow(parts)
  const enqueue = createEnqueue(enqueueRow)
  const replays = createReplays(db, enqueueRow)
  const probe = createProbe(parts)
  const chain = createChain(auditKey)
  const audit = createAudit(db, chain)
  const prune = createPrune({ ...parts, audit })
  const discard = createDiscard(parts)
  const sendNow = createSendNow(db)
  const decide = createDecide(parts)
  const erasures = createErasures({ ...parts, discard, rejections })
  const purge = createPurge(db, folder, log)
  const shrink = createShrink(db)
  const loans = createLoans(parts)
  const keepHealth = createKeepHealth(db)
  const { healths } = healthReads(db)
  const { waiting } = queueReads(db)
  const { replays: listReplays } = replayReads(db)
  const configuration = createConfigurationTables(db, state)
  const watches = createWatches(db)
  const seals = createSeals(db)
  const lookForFiles = createPresence(folder)
  const signIns = createSignIns(db)
  const people = createPeople(db)
  const repeats = createRepeats(db)
  const begin = db.prepare('begin immediate')
  const commit = db.prepare('commit')
  const keepKey = db.prepare(
    'update state set key_fingerprint = coalesce(key_fingerprint, ?) returning key_fingerprint as kept',
  )

  const transact = (body: () => void): void => {
    // What somebody does is one transaction with its row of the audit.
    if (db.isTransaction) {
      body()
      return
    }
    begin.run()
    try {
      body()
      ledger.spill()
      tallies.save()
      state.save()
      commit.run()
    } catch (error) {
      if (db.isTransaction) db.exec('rollback')
      state.load()
      tallies.forget()
      ledger.rollback()
      budget.load()
      lanes.rollback()
      configuration.rollback()
      throw error
    }
    ledger.commit()
    lanes.commit()
    configuration.commit()
    // Afterwards: before the commit the files could still go, and it would be answered.
    lookForFiles()
  }

  /** Runs one call in a transaction and answers what it answered. */
  const within = <T>(body: () => T): T => {
    const answers: T[] = []
    transact(() => answers.push(body()))
    return answers[0] as T
  }

  const runs: Readonly<Record<number, Run>> = {
    [operation.append]: append,
    [operation.settle]: settle,
    [operation.reject]: rejections.reject,
    [operation.enqueue]: enqueue,
    [operation.removeRejection]: (scan, results) => results.push(rejections.remove(scan.number()) ? 1 : 0),
  }

  /** Something holds a log that is as long as it may be: one that is copied whole begins anew with the next commit. */
  const logIsHeld = (): boolean => {
    const { logged, copied } = log.log()
    return logged >= tuning.walLimitPages && copied < logged
  }
  /** The erasure that is being purged. */
  let purging: number | null = null

  const calls: Omit<Store, keyof ActingCalls> = {
    apply: (batches) => applyBatches(batches, runs, transact),
    agreeOnKey: (fingerprint) => {
      if (keepKey.get(fingerprint)?.kept === fingerprint) return
      throw new JournalRefused(
        'ERR_SEALING_KEY_DIFFERS',
        'The sealing key is not the one that this data folder was set up with. Put that key back.',
      )
    },
    since: (epoch) => configuration.since(epoch),
    all: (tell) => configuration.all(tell),
    epoch: () => state.counts.epoch,
    configure: (change) =>
      within(() => {
        const changed = configuration.change(change)
        lanes.add(changed.lanes)
        return changed.delta
      }),
    own: (owner, leaseMs) => {
      const now = clock()
      const take = (): Owned => lanes.own(owner, leaseMs, now)
      // A renewal alone writes nothing.
      return lanes.mayTake(owner, now) ? within(take) : take()
    },
    release: (owner, given) => lanes.release(owner, given),
    takeWatch: (connection, now, nextAt) => within(() => watches.takeWatch(connection, now, nextAt)),
    keepWatch: (connection, kept) => within(() => watches.keepWatch(connection, kept)),
    watches: () => watches.watches(),
    keepKey: (from, to) => within(() => seals.keepKey(from, to)),
    resealHeaders: (of, rows) => within(() => seals.resealHeaders(of, rows)),
    resealAnswers: (answers) => within(() => seals.resealAnswers(answers)),
    keepSignIn: (kept, now) => within(() => signIns.keepSignIn(kept, now)),
    signIns: (hashes, use, now) => signIns.signIns(hashes, use, now),
    endSignIn: (hash, use, now) => within(() => signIns.endSignIn(hash, use, now)),
    people: () => people.people(),
    addPerson: (person) => within(() => people.addPerson(person)),
    removePerson: (id) => within(() => people.removePerson(id)),
    keepTokenUses: (uses) => within(() => people.keepTokenUses(uses)),
    tokenUses: () => people.tokenUses(),
    beginOnce: (begun, now) => within(() => repeats.beginOnce(begun, now)),
    endOnce: (key, answer) => within(() => repeats.endOnce(key, answer)),
    forgetOnce: (key) => within(() => repeats.forgetOnce(key)),
    createReplay: (replay) => within(() => replays.createReplay(replay)),
    changeReplay: (number, to, now) => within(() => replays.changeReplay(number, to, now)),
    feedReplay: (feed) => within(() => replays.feedReplay(feed)),
    discard: (keys, end) => within(() => discard(keys, end)),
    sendNow: (which, after, now) => within(() => sendNow(which, after, now)),
    decide: (decisions) => within(() => decide(decisions)),
    countRefused: (counts) => within(() => tallies.refused(counts)),
    countCause: (found) => within(() => tallies.cause(found)),
    lend: (lending) => within(() => loans.lend(lending)),
    settleLoans: (settlements) => within(() => loans.settleLoans(settlements)),
    createErasure: (erasure) => within(() => erasures.createErasure(erasure)),
    cancelErasure: (number) => within(() => erasures.cancelErasure(number)),
    takeErasure: () => erasures.takeErasure(),
    erase: (part) => {
      if (logIsHeld())
        throw new JournalUnavailable('ERR_JOURNAL_UNAVAILABLE', 'A reader holds the log of the store.')
      return within(() => erasures.erase(part))
    },
    keepFilterHash: (number, hash) => within(() => erasures.keepFilterHash(number, hash)),
    beginPurge: (number, now) => within(() => erasures.beginPurge(number, now)),
    endPurge: (number, now) => within(() => erasures.endPurge(number, now)),
    purge: (number, now) => {
      if (purging !== number) {
        if (!calls.beginPurge(number, now)) return 'done'
        purge.begin()
        purging = number
        return 'more'
      }
      const step = purge.step()
      if (step !== 'done') return step
      calls.endPurge(number, now)
      purging = null
      return 'done'
    },
    prune: (limits) => {
      // What can wait makes the log no longer while a reader holds it.
      if (logIsHeld()) return { more: false, removed: 0, expired: [] }
      return within(() => {
        const pruned = prune(limits)
        // Pages are not moved while they are walked through.
        if (pruned.more || purging !== null) return pruned
        return { ...pruned, more: shrink() || blocks.catchUp(state.counts.last_seq) }
      })
    },
    keepHealth: (seen) => within(() => keepHealth(seen)),
    healths,
    waiting,
    replays: listReplays,
    probe: (bytes) => within(() => probe(bytes)),
    ...log,
    close: () => {
      db.close()
      purge.close()
    },
  }
  const acting = createActing({
    within,
    calls: { ...calls, note: (outline: Outline) => outline },
    configure: calls.configure,
    apply: (batch) => applyWhole(batch, runs),
    documents: (change) => configuration.documents(change),
    audit,
    hide: chain.hide,
  })
  return { ...calls, ...acting }
}
