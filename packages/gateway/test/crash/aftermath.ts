import type { Journal } from '../../src/journal/journal.ts'
import type { Delivery } from '../../src/model/delivery.ts'
import type { Erasure } from '../../src/model/erasure.ts'
import { formatId } from '../../src/model/id.ts'
import { firstReplay, replayName } from '../../src/model/replay.ts'
import { createWorld, until } from '../deliver/world.ts'
import { ledger, sampleEvent } from '../journal/samples.ts'
import { begun, destinations, leaseMs, nextKey, purge, sealedByNext } from './life.ts'
import type { LifeReceiver, Request } from './receiver.ts'
import { sameDelivery } from './receiver.ts'
import { disagreements, readRows } from './rows.ts'
import type { Said } from './said.ts'
import { openStore, type Store } from './victim.ts'

type SaidOf<W extends Said['what']> = Extract<Said, { what: W }>

/** What is wrong with a store after its process has died, a sentence each; empty where every promise holds. */
export async function aftermath(
  store: Store,
  said: readonly Said[],
  receiver: LifeReceiver,
): Promise<readonly string[]> {
  const of = <W extends Said['what']>(what: W): readonly SaidOf<W>[] =>
    said.filter((one): one is SaidOf<W> => one.what === what)
  const wrong: string[] = []
  const journal = await openStore(store)
  const found = await everyDelivery(journal)
  wrong.push(...disagreements(await readRows(store), await journal.stats(), 1))
  wrong.push(...(await kept(journal, of)), ...(await miscounted(journal)))

  // The next gateway, a while later: everything that waits is due.
  const next = await createWorld([], {
    open: () => Promise.resolve(journal),
    owner: 'next',
    leaseMs,
    now: () => Date.now() + 5_000,
  })
  try {
    await next.delivery.start()
    const paused = next.live.current().destination('dst_4')?.destination
    if (paused !== undefined) await next.live.change({ destinations: [{ ...paused, paused: null }] })
    const halfMade = next.live.current().destination('dst_5')?.destination
    if (halfMade?.deletedAt === null) {
      await next.live.change({ destinations: [{ ...halfMade, paused: null }] })
    }
    for (const replay of await journal.replays({ limit: 10 })) {
      if (replay.state === 'paused') await journal.changeReplay(replay.number, 'running', Date.now())
    }
    next.delivery.replaysChanged()
    await pullAll(journal, next.laneOf(6))
    for (const one of await journal.erasures({ limit: 10 })) wrong.push(...(await goOnErasing(journal, one)))
    await until(async () => {
      const running = await journal.replays({ running: true, limit: 1 })
      return running.length === 0 && (await next.pending()) === 0
    })
    await next.delivery.drain(2_000)
    const ended = await everyDelivery(journal)
    wrong.push(...disagreements(await readRows(store), await journal.stats(), 1))
    wrong.push(...settledOnce(found, ended, of('again')))
    wrong.push(...(await delivered(journal, ended, of, receiver, next.laneOf)))
    wrong.push(...inOrder(receiver.requests, of('ordered'), ended))
    wrong.push(...(await repeated(journal, of('accepted'))))
  } finally {
    await next.close()
  }
  return wrong
}

/** What is still there of an event that was erased. */
async function contentOf(journal: Journal, seq: number): Promise<readonly string[]> {
  const { erasedAt } = (await journal.event(seq)) ?? { erasedAt: null }
  const bytes = (await journal.payloads([seq])).get(seq)?.payload.body.length ?? 0
  return erasedAt === null || bytes > 0 ? [`event ${seq} was erased and has ${bytes} bytes`] : []
}

/** Goes on where an erasure stood: what it names is gone in the end, and counted once. */
async function goOnErasing(journal: Journal, erasure: Erasure): Promise<readonly string[]> {
  const { number, selection, cursor: from, upto: to, state } = erasure
  const [seq] = selection.events ?? []
  if (state === 'running') {
    const events = seq === undefined || from.event >= seq ? [] : [seq]
    await journal.erase({ number, from, to, events, rejections: [], done: true, now: Date.now() })
  }
  await purge(journal, number)
  const ended = await journal.erasure(number)
  const wrong = seq === undefined ? [] : [...(await contentOf(journal, seq))]
  if (ended?.endedAt == null) wrong.push(`erasure ${number} is ${ended?.state}`)
  if (ended?.events !== (seq === undefined ? 0 : 1))
    wrong.push(`erasure ${number} counts ${ended?.events} events`)
  return wrong
}

/** What the dead process had lent is over; an application takes all that is there for it. */
async function pullAll(journal: Journal, lane: number): Promise<void> {
  if (lane === 0) return
  const now = Date.now() + 3_600_000
  const attempt = { at: now, ms: 1, status: null, code: null, answer: Buffer.alloc(0) }
  for (const { seq, replay, lease, due, attempts } of await journal.endedLoans(now, 100)) {
    const failed = { ...attempt, n: attempts, code: 'ERR_DELIVERY_TIMEOUT' }
    await journal.settleLoans([{ seq, lane, replay, lease, due, next: { attempt: failed, retryAt: now } }])
  }
  for (;;) {
    const loans = await journal.lend({ lane, now, until: now + 1_000, limit: 3, maxBytes: 1_000_000 })
    if (loans.length === 0) return
    await journal.settleLoans(
      loans.map(({ seq, replay, lease, attempts }) => {
        const next = { attempt: { ...attempt, n: attempts, status: 200 }, state: 'delivered' as const }
        return { seq, lane, replay, lease, due: null, next }
      }),
    )
  }
}

async function everyDelivery(journal: Journal): Promise<readonly Delivery[]> {
  return journal.deliveries({ limit: 1_000 })
}

const named = ({ seq, lane, replay }: Pick<Delivery, 'seq' | 'lane' | 'replay'>): string =>
  `event ${seq}, lane ${lane}, replay ${replay}`

/** Counts over time are in the commit of what they count. */
async function miscounted(journal: Journal): Promise<readonly string[]> {
  const stats = await journal.stats()
  const range = { step: 'day', from: 0, to: Number.MAX_SAFE_INTEGER, most: 50 } as const
  const { events, deliveries } = await journal.series(range)
  const sum = (rows: readonly { outcome: string; count: number }[], of: readonly string[]): number =>
    rows.reduce((all, { outcome, count }) => all + (of.includes(outcome) ? count : 0), 0)
  const stored = sum(events, ['verified', 'authenticated', 'unsigned', 'published', 'backfilled'])
  const duplicates = sum(events, ['duplicate'])
  const delivered = sum(deliveries, ['delivered'])
  return [
    ...(stored === stats.events ? [] : [`${stats.events} events are counted over time as ${stored}`]),
    ...(duplicates === stats.duplicates ? [] : [`${stats.duplicates} duplicates, over time ${duplicates}`]),
    // One that was delivered may be queued again, and is delivered twice then.
    ...(delivered >= stats.deliveries.delivered
      ? []
      : [`of the delivered ${delivered} are counted over time`]),
  ]
}

/** What was answered is there, at once. */
async function kept(
  journal: Journal,
  of: <W extends Said['what']>(what: W) => readonly SaidOf<W>[],
): Promise<readonly string[]> {
  const wrong: string[] = []
  for (const { seq, lanes } of of('accepted')) {
    if (lanes.length > 0 && (await journal.event(seq)) === null) wrong.push(`event ${seq} is lost`)
  }
  const letIn = new Set(of('let in').map(({ rejection }) => rejection))
  const removed = new Set(of('removed').map(({ rejection }) => rejection))
  for (const { seq } of of('rejected')) {
    const there = (await journal.rejection(seq)) !== null
    if (there && (letIn.has(seq) || removed.has(seq))) wrong.push(`rejection ${seq} is back`)
  }
  for (const { key } of of('discarded')) {
    const state = (await journal.delivery(key))?.state
    if (state !== 'discarded') wrong.push(`${named(key)} was discarded and is ${state}`)
  }
  const returning = new Set(of('returning').map(({ lease }) => lease.lease))
  for (const { lease } of of('lent')) {
    const [loan] = await journal.loans([lease])
    if (loan == null && !returning.has(lease.lease)) wrong.push(`the loan of ${named(lease)} is lost`)
  }
  for (const { key } of of('pulled')) {
    const state = (await journal.delivery(key))?.state
    if (state !== 'delivered') wrong.push(`${named(key)} was delivered to who pulled it and is ${state}`)
  }
  for (const { number } of of('replay')) {
    if ((await journal.replay(number)) === null) wrong.push(`replay ${number} is lost`)
  }
  for (const { number } of of('canceled')) {
    const state = (await journal.replay(number))?.state
    if (state !== 'canceled') wrong.push(`replay ${number} was canceled and is ${state}`)
  }
  const { destinations: now, sources } = await journal.since(null)
  for (const { destination } of of('deleted')) {
    if (now.find(({ id }) => id === destination)?.deletedAt == null) wrong.push(`${destination} is back`)
  }
  for (const { number } of of('erasure')) {
    if ((await journal.erasure(number)) === null) wrong.push(`erasure ${number} is lost`)
  }
  for (const { seq } of of('erased')) wrong.push(...(await contentOf(journal, seq)))
  const failures = of('well').at(-1)
  if (failures !== undefined) {
    const health = (await journal.healths([failures.destination])).get(failures.destination)
    if ((health?.failures ?? 0) < failures.failures) wrong.push(`${health?.failures} failures were kept last`)
  }
  const signedIn = of('signed in').at(-1)
  if (signedIn?.holds === false && (await journal.signIns([signedIn.hash], 'session', Date.now())).size > 0)
    wrong.push('a session that was ended holds')
  // Somebody is there after the first row and gone after the second: neither is committed without the other. The third
  // stands alone.
  const { rows, fault } = await journal.proveAudit()
  const people = (await journal.people()).length
  if (fault !== null) wrong.push(`row ${fault.number} of the audit is ${fault.how}`)
  if (people !== (rows === 1 ? 1 : 0))
    wrong.push(`the audit has ${rows} rows, and ${people} people are there`)
  // Two that share a commit: both are made and told of, or none.
  const together = sources.filter(({ name }) => name.startsWith('together-')).length
  if (together !== (rows === 5 ? 2 : 0) || rows === 4)
    wrong.push(`the audit has ${rows} rows, and ${together} of two that were made together are there`)
  if (rows < (of('audited').at(-1)?.rows ?? 0)) wrong.push(`of the audit ${rows} rows are left`)
  if (of('turned').length > 0 && (await journal.keptKey())?.fingerprint !== nextKey)
    wrong.push('the key of before seals again')
  const sealed = new Map(
    (await journal.sealedHeaders('rejection', 0)).rows.map((row) => [row.seq, row.sealed]),
  )
  for (const { rejection } of of('resealed')) {
    const now = sealed.get(rejection)
    if (now === undefined || Buffer.compare(now, sealedByNext) !== 0)
      wrong.push(`rejection ${rejection} is sealed by the key of before`)
  }
  const once = new Map(of('once').map(({ key, known }) => [key, known]))
  for (const [key, known] of once) {
    const found = await journal.beginOnce(begun(key), Date.now())
    const answer = found?.answer
    const same = answer != null && Buffer.compare(answer, sealedByNext) === 0
    const state = found === null ? 'nothing' : answer == null ? 'begun' : same ? 'resealed' : 'answered'
    // A kill behind a commit comes before it is said.
    if (
      state !== known &&
      `${known} ${state}` !== 'begun answered' &&
      `${known} ${state}` !== 'answered resealed'
    )
      wrong.push(`under the key "${key}" ${known} was known, and is ${state}`)
  }
  const seen = of('seen').map(({ state }) => state)
  const watch = (await journal.watches()).get('con_1')
  if (seen.length > 0 && !(watch === seen.at(-1) || watch === 'two')) wrong.push(`${watch} was seen last`)
  return wrong
}

/** What had ended when the process died stays as it ended, but for what was queued again by hand. */
function settledOnce(
  before: readonly Delivery[],
  after: readonly Delivery[],
  again: readonly SaidOf<'again'>[],
): readonly string[] {
  const byHand = new Set(again.map(({ key }) => named(key)))
  const states = new Map(after.map((one) => [named(one), one]))
  return before.flatMap((one) => {
    const now = states.get(named(one))
    if (one.state === 'pending' || byHand.has(named(one))) return []
    return now?.state === one.state && now.attempts === one.attempts
      ? []
      : [`${named(one)} was ${one.state} after ${one.attempts} and is ${now?.state} after ${now?.attempts}`]
  })
}

/** How a delivery must end, by its destination. */
const fates: Readonly<Record<(typeof destinations)[number], readonly Delivery['state'][]>> = {
  plain: ['delivered'],
  flaky: ['delivered'],
  refusing: ['dead', 'discarded'],
  ordered: ['delivered'],
  // Dead where its bytes had outlived their time before it was resumed.
  paused: ['delivered', 'discarded', 'dead'],
  deleted: ['delivered', 'discarded'],
  pulled: ['delivered'],
}

/** Each delivery has ended as it must, with a request for each attempt and at most one more: that of the crash. */
async function delivered(
  journal: Journal,
  ended: readonly Delivery[],
  of: <W extends Said['what']>(what: W) => readonly SaidOf<W>[],
  receiver: LifeReceiver,
  laneOf: (at: number) => number,
): Promise<readonly string[]> {
  const wrong: string[] = []
  const nameOf = new Map(destinations.map((name, at) => [laneOf(at), name]))
  const states = new Map(ended.map((one) => [named(one), one]))
  for (const { seq, lanes } of of('accepted')) {
    for (const lane of lanes) {
      const key = { seq, lane, replay: 0 }
      if (!states.has(named(key))) wrong.push(`${named(key)} is lost`)
    }
  }
  const discarded = new Set(of('discarded').map(({ key }) => named(key)))
  for (const one of ended) {
    const destination = nameOf.get(one.lane)
    if (destination === undefined) continue
    if (!fates[destination].includes(one.state)) wrong.push(`${named(one)} to ${destination} is ${one.state}`)
    if (discarded.has(named(one)) && one.state !== 'discarded') wrong.push(`${named(one)} was discarded`)
    const about = { destination, id: formatId('evt', one.seq, one.tag), replay: replayName(one.replay) }
    const requests = receiver.requests.filter((request) => sameDelivery(request, about))
    const attempts = (await journal.attempts(one)).filter(({ n }) => n > 0)
    const more = requests.length - attempts.length
    if (destination === 'pulled') {
      if (requests.length > 0) wrong.push(`${named(one)} was posted, and is for those who pull`)
      continue
    }
    if (more < 0 || more > 1) {
      wrong.push(`${named(one)} to ${destination}: ${requests.length} requests, ${attempts.length} attempts`)
    }
    if (!attempts.every(({ n }, at) => n === at + 1)) wrong.push(`${named(one)}: attempts are numbered wrong`)
    if (one.state === 'delivered' && !requests.some(({ status }) => status === 200)) {
      wrong.push(`${named(one)} to ${destination} is said to be delivered`)
    }
  }
  for (const replay of await journal.replays({ limit: 10 })) {
    const rows = ended.filter((one) => one.replay === replay.number)
    if (rows.length !== replay.events)
      wrong.push(`replay ${replay.number} counts ${replay.events} of ${rows.length}`)
    const all = new Set(
      ended.filter((one) => one.replay < firstReplay && one.seq <= replay.upto).map(({ seq }) => seq),
    )
    const old = 3
    if (replay.state === 'done' && rows.length < all.size - old) {
      wrong.push(`replay ${replay.number} brought ${rows.length} of ${all.size} events`)
    }
  }
  return wrong
}

/** Of one order key, no event was begun before the one ahead of it had got through. */
function inOrder(
  requests: readonly Request[],
  events: readonly SaidOf<'ordered'>[],
  ended: readonly Delivery[],
): readonly string[] {
  const tags = new Map(ended.map(({ seq, tag }) => [seq, tag]))
  const wrong: string[] = []
  for (const room of new Set(events.map((event) => event.room))) {
    let ahead = -1
    for (const { seq } of events.filter((event) => event.room === room)) {
      const id = formatId('evt', seq, tags.get(seq) ?? 0)
      const mine = (one: Request): boolean =>
        one.destination === 'ordered' && one.replay === '' && one.id === id
      const begun = requests.findIndex(mine)
      if (begun < ahead) wrong.push(`event ${seq} overtook the one ahead of it in room ${room}`)
      ahead = requests.findIndex((one) => mine(one) && one.status === 200)
    }
  }
  return wrong
}

/** The ledger knows what was accepted: a repeat is none. */
async function repeated(journal: Journal, events: readonly SaidOf<'accepted'>[]): Promise<readonly string[]> {
  const { epoch, sources } = await journal.since(null)
  const source = sources[0]?.number ?? -1
  const keyed = events.flatMap(({ key, seq }) => (key === null ? [] : [{ key, seq }]))
  if (keyed.length === 0) return []
  const answers = await journal.append(
    keyed.map(({ key }) => sampleEvent({ epoch, source, ledger: ledger(key), queue: [] })),
  )
  return answers.flatMap((answer, at) => {
    const expected = keyed[at]?.seq
    return answer.outcome === 'duplicate' && answer.seq === expected
      ? []
      : [`event ${expected} came again and was ${answer.outcome}`]
  })
}
