import { afterEach, expect, it } from 'vitest'
import { answer, late } from '../../../../tools/hostile-behaviors.ts'
import { type HostileReceiver, startReceiver } from '../../../../tools/hostile-receiver.ts'
import type { DeliveryOrder } from '../../src/model/destination.ts'
import { createWorld, until } from './world.ts'

const opened: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})

interface Note {
  readonly room: string
  readonly at: number
}

/** A receiver that fails as it is told and notes what it took, and what was on its way together. */
async function noting(fails: (note: Note, times: number) => boolean): Promise<{
  app: HostileReceiver
  taken: Note[]
  together: () => number
}> {
  const taken: Note[] = []
  const rooms = new Set<string>()
  const times = new Map<string, number>()
  let together = 0
  const app = await startReceiver({
    each: (request) => (socket) => {
      const note = JSON.parse(String(request.body)) as Note
      if (rooms.has(note.room)) together += 1
      rooms.add(note.room)
      const key = `${note.room}/${note.at}`
      times.set(key, (times.get(key) ?? 0) + 1)
      late(Math.random() * 5, (...given) => {
        rooms.delete(note.room)
        const failed = fails(note, times.get(key) ?? 0)
        if (!failed) taken.push(note)
        answer(failed ? 500 : 200)(...given)
      })(socket, request)
    },
  })
  opened.push(app)
  return { app, taken, together: () => together }
}

async function world(
  url: string,
  order: DeliveryOrder,
  retryScheduleMs: number[],
): ReturnType<typeof createWorld> {
  const made = await createWorld([{ url, policy: { order, retryScheduleMs, concurrency: 8 } }])
  opened.push(made)
  await made.delivery.start()
  return made
}

it('of one key one is on its way at a time, and retries hold the later ones back', async () => {
  const { app, taken, together } = await noting((_note, times) => times < 4 && Math.random() < 0.3)
  const { accept, pending } = await world(app.url, { key: 'json.room', whenDead: 'skip' }, Array(10).fill(5))
  for (let at = 0; at < 40; at++) {
    for (const room of ['a', 'b', 'c', 'd', 'e']) await accept(JSON.stringify({ room, at }))
  }
  await until(async () => (await pending()) === 0)
  expect(together()).toBe(0)
  for (const room of ['a', 'b', 'c', 'd', 'e']) {
    const order = taken.filter((note) => note.room === room).map((note) => note.at)
    expect(order).toEqual(Array.from({ length: 40 }, (_, at) => at))
  }
})

it('a first one that dies is skipped', async () => {
  const { app, taken } = await noting((note) => note.at === 0)
  const { accept, pending } = await world(app.url, { key: 'json.room', whenDead: 'skip' }, [5, 5])
  for (let at = 0; at < 3; at++) await accept(JSON.stringify({ room: 'a', at }))
  await until(async () => (await pending()) === 0)
  expect(taken.map(({ at }) => at)).toEqual([1, 2])
})

it('or blocks those behind it until it gets through; other keys go on', async () => {
  const { app, taken } = await noting((note, times) => note.room === 'a' && note.at === 0 && times < 8)
  const { accept, pending } = await world(app.url, { key: 'json.room', whenDead: 'block' }, [5, 5])
  for (let at = 0; at < 3; at++) {
    await accept(JSON.stringify({ room: 'a', at }))
    await accept(JSON.stringify({ room: 'b', at }))
  }
  await until(async () => (await pending()) === 0)
  expect(taken.filter(({ room }) => room === 'a').map(({ at }) => at)).toEqual([0, 1, 2])
  expect(taken.slice(0, 3).every(({ room }) => room === 'b')).toBe(true)
})

it('what has no key waits for nothing', async () => {
  const { app, taken } = await noting((note, times) => note.at === 0 && times < 3)
  const { accept, pending } = await world(app.url, { key: 'json.missing', whenDead: 'block' }, [50, 50, 50])
  await accept(JSON.stringify({ room: 'a', at: 0 }))
  await accept(JSON.stringify({ room: 'a', at: 1 }))
  await until(async () => (await pending()) === 0)
  expect(taken.map(({ at }) => at)).toEqual([1, 0])
})

it('a new owner goes on in order', async () => {
  const { app, taken } = await noting((note, times) => note.at === 0 && times < 2)
  const first = await createWorld([
    { url: app.url, policy: { order: { key: 'json.room', whenDead: 'skip' }, retryScheduleMs: [300, 5] } },
  ])
  opened.push(first)
  await first.delivery.start()
  for (let at = 0; at < 5; at++) await first.accept(JSON.stringify({ room: 'a', at }))
  await until(() => app.requests.length === 1)
  await first.delivery.drain(1_000)
  const second = await createWorld([], { open: () => Promise.resolve(first.journal), owner: 'another' })
  await second.delivery.start()
  await until(async () => (await first.pending()) === 0)
  second.delivery.close()
  expect(taken.map(({ at }) => at)).toEqual([0, 1, 2, 3, 4])
})
