import { afterEach, expect, it } from 'vitest'
import { answer } from '../../../../tools/hostile-behaviors.ts'
import { type HostileReceiver, startReceiver } from '../../../../tools/hostile-receiver.ts'
import type { Journal } from '../../src/journal/journal.ts'
import type { NewQueueRow } from '../../src/journal/port/queue.ts'
import type { NewReplay, ReplaySelection } from '../../src/model/replay.ts'
import { createWorld, until } from './world.ts'

const opened: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})

async function receiver(...given: Parameters<typeof startReceiver>): Promise<HostileReceiver> {
  const started = await startReceiver(...given)
  opened.push(started)
  return started
}

async function world(...given: Parameters<typeof createWorld>): ReturnType<typeof createWorld> {
  const made = await createWorld(...given)
  opened.push(made)
  await made.delivery.start()
  return made
}

const everything: ReplaySelection = {
  events: null,
  source: null,
  type: null,
  verdict: null,
  from: null,
  to: null,
  filter: null,
}

function replayOf(upto: number, more: Partial<NewReplay> = {}): NewReplay {
  // Made a while ago: what it names has been committed.
  const createdAt = Date.now() - 10_000
  return { selection: everything, destination: null, ratePerSecond: 1_000, upto, createdAt, ...more }
}

it('brings events again, under the same id, named as a replay and signed so', async () => {
  const app = await receiver()
  const { accept, journal, delivery, pending } = await world([{ url: app.url }])
  const seqs = [await accept('{"n":1}'), await accept('{"n":2}'), await accept('{"n":3}')]
  await app.received(3)
  const { number } = await journal.createReplay(replayOf(seqs.at(-1) ?? 0))
  delivery.replaysChanged()
  await app.received(6)
  await until(async () => (await journal.replay(number))?.state === 'done' && (await pending()) === 0)
  expect(await journal.replay(number)).toMatchObject({ events: 3, cursor: seqs.at(-1) })
  const ids = app.requests.map(({ headers }) => headers['webhook-id']?.[0])
  expect([...ids.slice(3)].sort()).toEqual([...ids.slice(0, 3)].sort())
  expect(app.requests.slice(3).map(({ headers }) => headers['countersign-replay']?.[0])).toEqual(
    Array(3).fill(`rpl_${number}`),
  )
})

it('takes what its selection names, to one destination alone', async () => {
  const [one, other] = [await receiver(), await receiver()]
  const { accept, journal, delivery, live } = await world([{ url: one.url }, { url: other.url }])
  const seqs: number[] = []
  for (let n = 0; n < 20; n++) seqs.push(await accept(`{"n":${n}}`, { type: n % 2 === 0 ? 'even' : 'odd' }))
  await Promise.all([one.received(20), other.received(20)])
  const selection = { ...everything, type: 'even', filter: 'json.n >= 10.0' }
  const destination = live.current().destination('dst_1')?.destination.number ?? null
  const { number } = await journal.createReplay(replayOf(seqs.at(-1) ?? 0, { selection, destination }))
  delivery.replaysChanged()
  await until(async () => (await journal.replay(number))?.state === 'done')
  await other.received(25)
  const replayed = other.requests.slice(20).map(({ body }) => JSON.parse(String(body)).n)
  expect(replayed.sort((a, b) => a - b)).toEqual([10, 12, 14, 16, 18])
  expect(one.requests.length).toBe(20)

  const named = { ...everything, events: [seqs[3] ?? 0, seqs[7] ?? 0] }
  const second = await journal.createReplay(replayOf(seqs.at(-1) ?? 0, { selection: named, destination }))
  delivery.replaysChanged()
  await other.received(27)
  await until(async () => (await journal.replay(second.number))?.state === 'done')
  const again = other.requests.slice(25).map(({ body }) => JSON.parse(String(body)).n)
  expect(again.sort((a, b) => a - b)).toEqual([3, 7])
})

it('keeps to its rate, stops when it is paused or canceled, and goes on after a restart', async () => {
  const app = await receiver()
  const fed: NewQueueRow[] = []
  const between = (engine: Journal): Journal => ({
    ...engine,
    feedReplay: (feed) => {
      fed.push(...feed.rows)
      return engine.feedReplay(feed)
    },
  })
  const first = await world([{ url: app.url }], { between })
  // At its rate they last for far longer than it takes until it is paused, on a loaded machine, too.
  const events = 900
  const seqs = await Promise.all(Array.from({ length: events }, () => first.accept()))
  await app.received(events)
  const upto = Math.max(...seqs)
  const { number } = await first.journal.createReplay(replayOf(upto, { ratePerSecond: 60 }))
  first.delivery.replaysChanged()
  await app.received(events + 60)
  // Each is due a sixtieth of a second behind the one before, in whole ms, and none was sent before.
  const gaps = fed.slice(1).map(({ due }, at) => due - (fed[at]?.due ?? 0))
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(16)
  const tried = await Promise.all(
    fed.map(async ({ seq, lane, replay, due }) => {
      const attempts = await first.journal.attempts({ seq, lane, replay })
      return attempts.map(({ at }) => at - due)
    }),
  )
  expect(Math.min(...tried.flat())).toBeGreaterThanOrEqual(0)
  await first.journal.changeReplay(number, 'paused', Date.now())
  await first.delivery.drain(1_000)
  const cursor = (await first.journal.replay(number))?.cursor ?? 0
  expect(cursor).toBeLessThan(upto)
  await first.journal.changeReplay(number, 'running', Date.now())

  const second = await createWorld([], { open: () => Promise.resolve(first.journal), owner: 'another' })
  await second.delivery.start()
  await until(async () => (await first.journal.replay(number))?.cursor !== cursor)
  await first.journal.changeReplay(number, 'canceled', Date.now())
  second.delivery.replaysChanged()
  await until(async () => (await first.pending()) === 0)
  const replay = await first.journal.replay(number)
  expect(replay).toMatchObject({ state: 'canceled' })
  const replayed = app.requests.slice(events).map(({ headers }) => headers['webhook-id']?.[0])
  expect(replayed.length).toBe(replay?.events)
  expect(new Set(replayed).size).toBe(replayed.length)
  await second.delivery.drain(1_000)
})

it('waits while its destination takes nothing', async () => {
  const app = await receiver(answer(200))
  let looks = 0
  const between = (engine: Journal): Journal => ({
    ...engine,
    replays: (query) => {
      looks += 1
      return engine.replays(query)
    },
  })
  const { accept, journal, delivery, live, pending } = await world([{ url: app.url }], { between })
  const seqs = await Promise.all(Array.from({ length: 5 }, () => accept()))
  await app.received(5)
  const destination = live.current().destination('dst_0')?.destination
  if (destination === undefined) throw new Error('no destination')
  await live.change({ destinations: [{ ...destination, paused: 'operator' }] })
  const { number } = await journal.createReplay(replayOf(Math.max(...seqs)))
  const before = looks
  delivery.replaysChanged()
  // The first of them sees it, and is over when the next begins.
  await until(() => looks > before + 1)
  expect(await journal.replay(number)).toMatchObject({ state: 'running', cursor: 0 })
  await live.change({ destinations: [{ ...destination, paused: null }] })
  await until(async () => (await journal.replay(number))?.state === 'done' && (await pending()) === 0)
  expect(app.requests.length).toBe(10)
})
