import type { Journal } from '../../src/journal/journal.ts'
import type { LoanSettlement } from '../../src/journal/port/loans.ts'
import { undecidedDue } from '../../src/model/delivery.ts'
import { createWorld, until, type WorldDestination } from '../deliver/world.ts'
import { ledger, samplePayload, sampleRejection, sampleSource } from '../journal/samples.ts'
import { type CrashPoint, killing } from './killing.ts'
import { say } from './said.ts'

/** The destinations of a life, by what their receiver does with a delivery. In this order. */
export const destinations = ['plain', 'flaky', 'refusing', 'ordered', 'paused', 'deleted', 'pulled'] as const

/** Events of the first wave; enough for a replay of them to be fed in two parts. */
const events = 9
/** A replay at this rate, fed two seconds ahead, does not fit into one part. */
const replayRate = 3
/** How long its lanes wait for a gateway that was killed, in ms. */
export const leaseMs = 700

/** The keys that seal, by their fingerprints: before, and from a moment on. */
export const firstKey = 'aaaaaaaaaaaaaaaa'
export const nextKey = 'bbbbbbbbbbbbbbbb'
/** The headers of a rejection, as one key seals them and as the other does. */
export const sealedByFirst = Uint8Array.of(1, 2, 3)
export const sealedByNext = Uint8Array.of(4, 5, 6)
/** Something that is made once, under an idempotency key. */
export const begun = (key: string) => ({ key, request: 'one', expiresAt: Number.MAX_SAFE_INTEGER })

/** What a process is to live through. */
export interface Life {
  readonly open: () => Promise<Journal>
  /** Where the receiver listens; each destination has a path there. */
  readonly receiver: string
  readonly point: CrashPoint | null
}

function destinationsAt(receiver: string): readonly WorldDestination[] {
  const quick = Array.from({ length: 12 }, () => 5)
  return destinations.map((name) => ({
    url: `${receiver}/${name}`,
    paused: ['paused', 'deleted', 'pulled'].includes(name) ? 'operator' : null,
    ...(name === 'pulled' && { kind: 'pull', url: '' }),
    policy: {
      timeoutMs: 20_000,
      retryScheduleMs: name === 'refusing' ? [5] : quick,
      ...(name === 'ordered' && { order: { key: 'json.room', whenDead: 'skip' as const } }),
    },
  }))
}

/**
 * Lives through every kind of change that a journal takes, saying each answer as it comes, until the end or
 * the point at which it dies.
 */
export async function live({ open, receiver, point }: Life): Promise<void> {
  const calls = new Map<string, number>()
  const world = await createWorld(destinationsAt(receiver), {
    open,
    between: (engine) => killing(engine, point, calls),
    owner: 'victim',
    leaseMs,
  })
  const { journal, delivery, laneOf, pending } = world
  const lanes = destinations.map((_name, at) => laneOf(at))
  const lane = (name: (typeof destinations)[number]): number => lanes[destinations.indexOf(name)] ?? -1
  await delivery.start()

  // In, with repeats, and out by every way there is.
  const seqs: number[] = []
  for (let at = 0; at < events; at++) {
    const room = at % 2 === 0 ? 'a' : 'b'
    const key = `event ${at}`
    const body = JSON.stringify({ room, at })
    const seq = await world.accept(body, { ledger: ledger(key), offer: at % 3 !== 0 })
    say({ what: 'accepted', seq, lanes, key })
    say({ what: 'ordered', seq, room })
    seqs.push(seq)
    if (at % 3 === 0) delivery.wake(lanes)
  }
  const held = { due: Date.now(), orderKey: null }
  const past = { receivedAt: 1, offer: false }
  // Its bytes have outlived their time when it is swept; the event itself has not.
  const waits = { receivedAt: 600, offer: false }
  const recent = { receivedAt: 2_000, offer: false }
  const old = await world.accept('{}', { ...past, queue: [{ lane: lane('plain'), ...held }] })
  say({ what: 'accepted', seq: old, lanes: [], key: null })
  const needed = await world.accept('{}', { ...waits, queue: [{ lane: lane('paused'), ...held }] })
  say({ what: 'accepted', seq: needed, lanes: [lane('paused')], key: null })
  const unwanted = await world.accept('{}', { ...recent, queue: [{ lane: lane('paused'), ...held }] })
  say({ what: 'accepted', seq: unwanted, lanes: [], key: null })
  delivery.wake(lanes)
  const waiting = 3 * events + 2
  await until(async () => (await pending()) === waiting)

  // Refused, and let in.
  const source = world.live.current().source('src_1')?.source.number ?? -1
  const refused = await journal.reject([sampleRejection({ source }), sampleRejection({ source })])
  for (const { seq } of refused) say({ what: 'rejected', seq })
  const counted = { source, code: 'ERR_SIGNATURE_MISMATCH', at: Date.now(), count: 2 }
  await journal.countRefused([{ ...counted, bytes: 2 }])
  const [mended, useless] = [refused[0]?.seq ?? -1, refused[1]?.seq ?? -1]
  await journal.countCause({ ...counted, seq: useless, cause: 'secret-quotes' })
  const letIn = await world.accept('{"room":"c","at":0}', { rejection: mended })
  say({ what: 'accepted', seq: letIn, lanes, key: null })
  say({ what: 'let in', seq: letIn, rejection: mended })
  if (await journal.removeRejection(useless)) say({ what: 'removed', rejection: useless })
  await until(async () => (await pending()) === waiting + 3)

  // By hand: dead ones once more, others given up.
  for (const seq of seqs.slice(0, 2)) {
    const key = { seq, lane: lane('refusing'), replay: 0 }
    say({ what: 'again', key })
    await journal.enqueue([{ ...key, due: Date.now(), orderKey: null }])
    delivery.wake([key.lane])
    await until(async () => (await journal.delivery(key))?.state === 'dead')
  }
  for (const key of [
    { seq: seqs[0] ?? -1, lane: lane('paused'), replay: 0 },
    { seq: seqs[2] ?? -1, lane: lane('refusing'), replay: 0 },
  ]) {
    const end = {
      n: 0,
      at: Date.now(),
      ms: 0,
      status: null,
      code: 'ERR_DELIVERY_DISCARDED',
      answer: Buffer.alloc(0),
    }
    const [effect] = await journal.discard([key], end)
    if (effect === true) say({ what: 'discarded', key })
    delivery.discarded([key])
  }

  // What no filter could decide, decided by hand.
  const undecided = { lane: lane('plain'), due: undecidedDue, orderKey: null }
  const doubtful = await world.accept('{}', { ...recent, queue: [undecided] })
  say({ what: 'accepted', seq: doubtful, lanes: [], key: null })
  const to = { due: Date.now(), orderKey: null }
  await journal.decide([{ seq: doubtful, lane: undecided.lane, replay: 0, to }])
  say({ what: 'accepted', seq: doubtful, lanes: [undecided.lane], key: null })
  delivery.wake([undecided.lane])

  await journal.sendNow({ lane: lane('flaky'), limit: 10 }, Date.now(), Date.now())

  // Lent to an application that pulls, and given back in every way.
  const lentAt = Date.now()
  const lending = { lane: lane('pulled'), now: lentAt, until: lentAt + 60_000, limit: 5, maxBytes: 1_000_000 }
  const loans = (await journal.lend(lending)).map(({ seq, lane, replay, lease }) => ({
    seq,
    lane,
    replay,
    lease,
  }))
  for (const lease of loans) say({ what: 'lent', lease })
  const attempt = { n: 1, at: lentAt, ms: 1, status: 200, code: null, answer: Buffer.alloc(0) }
  const failed = { ...attempt, status: null, code: 'ERR_DELIVERY_FAILED' }
  const ways: LoanSettlement['next'][] = [
    { attempt, state: 'delivered' },
    { attempt: failed, retryAt: lentAt + 1 },
    { until: lentAt + 120_000 },
    { backAt: lentAt + 1 },
  ]
  for (const [at, next] of ways.entries()) {
    const lease = loans[at]
    if (lease === undefined) throw new Error('not lent')
    say({ what: 'returning', lease })
    const [effect] = await journal.settleLoans([{ ...lease, due: null, next }])
    if (effect === true && at === 0) say({ what: 'pulled', key: lease })
  }

  // Replayed in two parts, stopped and resumed between them; another given up.
  const plain = world.live.current().destination('dst_0')?.destination.number ?? -1
  const everything = {
    events: null,
    source: null,
    type: null,
    verdict: null,
    from: 5_000,
    to: null,
    filter: null,
  }
  const replay = await journal.createReplay({
    selection: everything,
    destination: plain,
    ratePerSecond: replayRate,
    upto: letIn,
    createdAt: Date.now() - 10_000,
  })
  say({ what: 'replay', number: replay.number })
  delivery.replaysChanged()
  await until(() => (calls.get('feedReplay') ?? 0) >= 1)
  await journal.changeReplay(replay.number, 'paused', Date.now())
  await journal.changeReplay(replay.number, 'running', Date.now())
  await until(async () => (calls.get('feedReplay') ?? 0) >= 2)
  const unwantedReplay = await journal.createReplay({ ...replay, createdAt: Date.now() })
  await journal.changeReplay(unwantedReplay.number, 'canceled', Date.now())
  say({ what: 'canceled', number: unwantedReplay.number })

  // A destination deleted, with what waits for it.
  const gone = world.live.current().destination('dst_5')?.destination
  if (gone === undefined) throw new Error('no destination')
  await world.live.change({ destinations: [{ ...gone, deletedAt: 2 }] })
  say({ what: 'deleted', destination: gone.id })
  await until(
    async () =>
      (await journal.deliveries({ destination: gone.number, state: 'pending', limit: 1 })).length === 0,
  )

  // Swept, watched and left.
  const before = { payloadsBefore: 1_000, eventsBefore: 500, attemptsBefore: 1_000, ledgerBefore: 1_000 }
  while ((await journal.prune({ ...before, limit: 50 })).more);
  await erase(journal, unwanted)
  // Of a destination that nothing is sent to, whose health nobody else keeps.
  const failing = {
    destination: gone.number - 1,
    round: 0,
    state: 'slowing' as const,
    failingSince: 1,
    warnings: 0,
  }
  for (const failures of [3, 4]) {
    await journal.keepHealth([{ ...failing, failures }])
    say({ what: 'well', destination: failing.destination, failures })
  }
  await world.live.change({ connections: [connection] })
  const now = Date.now()
  await journal.takeWatch(connection.id, now, now + 1)
  await journal.keepWatch(connection.id, 'one')
  say({ what: 'seen', state: 'one' })
  await journal.keepWatch(connection.id, 'two')
  say({ what: 'seen', state: 'two' })
  await journal.keepSignIn(
    { hash: 'a session', use: 'session', person: null, expiresAt: now + 3_600_000 },
    now,
  )
  say({ what: 'signed in', hash: 'a session', holds: true })
  await journal.endSignIn('a session', 'session', now)
  say({ what: 'signed in', hash: 'a session', holds: false })
  const act = { by: { kind: 'admin', id: null }, operation: 'some', target: '/people' } as const
  await journal.by(act, now).addPerson({ id: 'per_1', name: 'ada', role: 'read', createdAt: now })
  say({ what: 'audited', rows: 1 })
  await journal.by(act, now).removePerson('per_1')
  say({ what: 'audited', rows: 2 })
  await journal.by(act, now).note({ refused: 'ERR_SIGNATURE_MISMATCH' })
  say({ what: 'audited', rows: 3 })
  await journal.configureTogether(
    ['one', 'other'].map((name) => ({
      ...{ act, at: now, change: { sources: [sampleSource(`together-${name}`)] } },
    })),
  )
  say({ what: 'audited', rows: 5 })
  await journal.keepTokenUses([])
  await changeKey(journal, source)
  await makeOnce(journal)
  await delivery.drain(2_000)
  say({ what: 'end', calls: Object.fromEntries(calls) })
}

/** Another key seals from now on, also what the one before has sealed. */
async function changeKey(journal: Journal, source: number): Promise<void> {
  const payload = samplePayload({ sealedHeaders: sealedByFirst })
  const [kept] = await journal.reject([sampleRejection({ source, payload })])
  await journal.keepKey(firstKey, { fingerprint: nextKey, root: sealedByFirst })
  say({ what: 'turned', fingerprint: nextKey })
  const seq = kept?.seq ?? -1
  await journal.resealHeaders('rejection', [{ seq, was: sealedByFirst, sealed: sealedByNext }])
  say({ what: 'resealed', rejection: seq })
}

/** Something is made under an idempotency key, and something else comes to nothing. */
async function makeOnce(journal: Journal): Promise<void> {
  const now = Date.now()
  await journal.beginOnce(begun('made'), now)
  say({ what: 'once', key: 'made', known: 'begun' })
  await journal.endOnce('made', sealedByFirst)
  say({ what: 'once', key: 'made', known: 'answered' })
  await journal.resealAnswers([{ key: 'made', was: sealedByFirst, sealed: sealedByNext }])
  say({ what: 'once', key: 'made', known: 'resealed' })
  await journal.beginOnce(begun('refused'), now)
  await journal.forgetOnce('refused')
  say({ what: 'once', key: 'refused', known: 'nothing' })
}

/** Takes one event's content out, in two parts; another erasure is made and given up. */
async function erase(journal: Journal, seq: number): Promise<void> {
  const selection = { events: [seq], source: null, from: null, to: null, filter: null }
  const asked = { selection, reason: 'asked for', by: 'admin', createdAt: Date.now(), filterHash: null }
  const erasure = await journal.createErasure(asked)
  say({ what: 'erasure', number: erasure.number })
  await journal.keepFilterHash(erasure.number, 'of another key')
  await journal.takeErasure('victim', leaseMs)
  const halfWay = { event: seq, rejection: 0 }
  const part = { number: erasure.number, rejections: [], now: Date.now() }
  await journal.erase({ ...part, from: erasure.cursor, to: halfWay, events: [seq], done: false })
  say({ what: 'erased', seq })
  await journal.erase({ ...part, from: halfWay, to: erasure.upto, events: [], done: true })
  await purge(journal, erasure.number)
  const other = await journal.createErasure({ ...asked, selection: { ...selection, events: [] } })
  await journal.cancelErasure(other.number)
}

/** Purges until the erasure is over, or something is in its way for long. */
export async function purge(journal: Journal, number: number): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const step = await journal.purge(number, Date.now())
    if (step === 'done') return
    if (step === 'wait') await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const connection = {
  id: 'con_1',
  source: 'src_1',
  provider: 'webex' as const,
  api: 'https://webexapis.com/v1',
  settings: {},
  sealedToken: Uint8Array.of(1),
  webhook: null,
  state: 'connecting' as const,
  createdAt: 1,
}
