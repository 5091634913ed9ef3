import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { answer, late } from '../../../../tools/hostile-behaviors.ts'
import { type HostileReceiver, startReceiver } from '../../../../tools/hostile-receiver.ts'
import { openPostgresJournal } from '../../src/journal/postgres/open.ts'
import type { OwnedLane } from '../../src/model/lane.ts'
import { withServer } from '../postgres/with-server.ts'
import { createWorld, until, type WorldDestination } from './world.ts'

const postgres = withServer()
/** Longer than a loaded machine stops a process for: whoever lost its lanes meanwhile would be right to deliver twice. */
const leaseMs = 3000
/** An attempt that runs out of time on a loaded machine comes again. */
const patient = { timeoutMs: 30_000 }
const opened: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})

async function receiver(...given: Parameters<typeof startReceiver>): Promise<HostileReceiver> {
  const started = await startReceiver(...given)
  opened.push(started)
  return started
}

async function gateway(
  url: string,
  owner: string,
  urls: readonly string[],
  onOwned: (lanes: number) => void = () => undefined,
): ReturnType<typeof createWorld> {
  const made = await createWorld(
    urls.map((one) => ({ url: one, policy: { ...patient, concurrency: 4 } })),
    {
      open: () => openPostgresJournal({ url, now: Date.now }),
      between: (engine) => ({
        ...engine,
        own: async (...given) => {
          const lanes = await engine.own(...given)
          onOwned(lanes.length)
          return lanes
        },
      }),
      owner,
      leaseMs,
    },
  )
  opened.push(made)
  return made
}

it('share the lanes, deliver each event once, and take over from one that dies', async () => {
  const apps = await Promise.all(Array.from({ length: 6 }, () => receiver(late(5, answer(200)))))
  const url = await postgres.server.database()
  const first = await gateway(
    url,
    'first',
    apps.map((app) => app.url),
  )
  await first.delivery.start()
  let taken = 0
  const second = await gateway(url, 'second', [], (lanes) => {
    taken = lanes
  })
  await second.delivery.start()
  // The first had all lanes; at its next renewals it gives half of them up.
  await until(() => taken === 3)

  const each = 100
  await Promise.all(Array.from({ length: each }, (_, at) => (at % 2 === 0 ? first : second).accept()))
  await until(async () => (await first.pending()) === 0)
  for (const app of apps) {
    expect(app.requests.length).toBe(each)
    expect(new Set(app.requests.map(({ headers }) => headers['webhook-id']?.[0])).size).toBe(each)
  }

  // Dies without a word: its lanes wait for its lease to end, and nothing is lost.
  second.delivery.close()
  await Promise.all(Array.from({ length: each }, () => first.accept()))
  await until(async () => (await first.pending()) === 0)
  for (const app of apps) {
    const ids = new Set(app.requests.map(({ headers }) => headers['webhook-id']?.[0]))
    expect(ids.size).toBe(2 * each)
  }
})

/** An application that counts how many deliveries it has at once, each held for a moment. */
async function countingApplication(): Promise<{ url: string; ids: string[]; most(): number }> {
  const ids: string[] = []
  let now = 0
  let most = 0
  const server = createServer((request, response) => {
    now += 1
    most = Math.max(most, now)
    ids.push(String(request.headers['webhook-id']))
    request.resume().on('end', () =>
      setTimeout(() => {
        now -= 1
        response.end()
      }, 10),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  opened.push({ close: () => server.close() })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, ids, most: () => most }
}

it('share one destination of several shards, and its concurrency', async () => {
  const app = await countingApplication()
  const url = await postgres.server.database()
  const owned: Record<string, number> = {}
  const start = async (owner: string, destinations: readonly WorldDestination[]) => {
    const made = await createWorld(destinations, {
      open: () => openPostgresJournal({ url, now: Date.now }),
      between: (engine) => ({
        ...engine,
        own: async (...given) => {
          const lanes = await engine.own(...given)
          owned[owner] = lanes.length
          return lanes
        },
      }),
      owner,
      leaseMs,
    })
    opened.push(made)
    await made.delivery.start()
    return made
  }
  const first = await start('first', [{ url: app.url, policy: { ...patient, concurrency: 4, shards: 4 } }])
  expect(
    first.live
      .current()
      .destination('dst_0')
      ?.lanes.map(({ shard }) => shard),
  ).toEqual([0, 1, 2, 3])
  const second = await start('second', [])
  // The first had all lanes; at its next renewals it gives half of them up.
  await until(() => owned.first === 2 && owned.second === 2)

  const events = 120
  for (let at = 0; at < events; at++) await (at % 2 === 0 ? first : second).accept()
  await until(async () => (await first.pending()) === 0)
  expect(app.ids.length).toBe(events)
  expect(new Set(app.ids).size).toBe(events)
  expect(app.most()).toBeLessThanOrEqual(4)
})

/** A gateway that tells what it owns and what it reads of the store again. */
async function telling(
  url: string,
  owner: string,
  destinations: readonly WorldDestination[],
  leaseMs: number,
) {
  const seen = { owned: [] as readonly OwnedLane[], read: 0 }
  const made = await createWorld(destinations, {
    open: () => openPostgresJournal({ url, now: Date.now }),
    between: (engine) => ({
      ...engine,
      own: async (...given) => {
        seen.owned = await engine.own(...given)
        return seen.owned
      },
      payloads: async (seqs) => {
        seen.read += seqs.length
        return await engine.payloads(seqs)
      },
    }),
    owner,
    leaseMs,
  })
  opened.push(made)
  await made.delivery.start()
  return { ...made, seen }
}

it('have a lane of each destination, and send what they take in without reading it again', async () => {
  const app = await receiver(answer(200))
  const url = await postgres.server.database()
  const shared = { url: app.url, policy: { ...patient, concurrency: 64, shards: 2 } }
  // A machine that stands still for a moment must not end a lease: then others take part.
  const leaseMs = 6000
  const first = await telling(url, 'first', [shared, shared, shared], leaseMs)
  const second = await telling(url, 'second', [], leaseMs)
  const spread = ({ seen }: typeof first): boolean =>
    seen.owned.length === 3 && new Set(seen.owned.map(({ destination }) => destination)).size === 3
  await until(() => spread(first) && spread(second))
  // Each has begun to work its lanes, and has found nothing in them.
  await Promise.all([first, second].map((each) => each.accept()))
  await until(async () => (await first.pending()) === 0)

  const before = first.seen.read + second.seen.read
  for (let at = 0; at < 60; at++) await (at % 2 === 0 ? first : second).accept()
  await until(async () => (await first.pending()) === 0)
  expect(app.requests.length).toBe(3 * 62)
  // All of the other's were read again, 60 of 180. The look every two seconds may meet one before it is offered.
  expect(first.seen.read + second.seen.read - before).toBeLessThan(20)
})

it('keep the order of each key over lanes, gateways and changing shards', async () => {
  const taken: { room: number; at: number }[] = []
  const app = await receiver({
    each: (request) => (socket) => {
      const note = JSON.parse(String(request.body)) as { room: number; at: number }
      late(Math.random() * 5, (...given) => {
        const failed = Math.random() < 0.2
        if (!failed) taken.push(note)
        answer(failed ? 500 : 200)(...given)
      })(socket, request)
    },
  })
  const url = await postgres.server.database()
  const order = { key: 'json.room', whenDead: 'block' } as const
  const policy = { ...patient, order, retryScheduleMs: [5], concurrency: 16, shards: 1 }
  const leaseMs = 15_000
  const first = await telling(url, 'first', [{ url: app.url, policy }], leaseMs)
  const second = await telling(url, 'second', [], leaseMs)
  const reshard = async (shards: number): Promise<void> => {
    const found = first.live.current().destination('dst_0')?.destination
    if (found === undefined) throw new Error('no destination')
    await first.live.change({ destinations: [{ ...found, policy: { ...found.policy, shards } }] })
    await until(() => second.live.current().epoch === first.live.current().epoch)
  }
  const rooms = Array.from({ length: 8 }, (_, room) => room)
  const each = 12
  for (const shards of [4, 2, 3]) {
    const from = each * [4, 2, 3].indexOf(shards)
    for (let at = from; at < from + each; at++)
      for (const room of rooms)
        await (Math.random() < 0.5 ? first : second).accept(JSON.stringify({ room, at }))
    // What waits is in the lanes of before.
    await reshard(shards)
  }
  await until(async () => (await first.pending()) === 0)
  for (const room of rooms) {
    // What was in flight where a gateway was taken for gone comes twice.
    const came = new Set(taken.filter((note) => note.room === room).map(({ at }) => at))
    expect([...came]).toEqual(Array.from({ length: 3 * each }, (_, at) => at))
  }
})
