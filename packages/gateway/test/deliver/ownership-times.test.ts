import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Ownership } from '../../src/deliver/ownership.ts'
import type { LaneChange, OwnedLane } from '../../src/model/lane.ts'

const lane: OwnedLane = { number: 1, destination: 1, shard: 0, fence: 1, surplus: false }
const leaseMs = 3_000

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'], now: 0 })
})
afterEach(() => {
  vi.useRealTimers()
})

/** An ownership whose renewals are counted, at which time each; they end at once unless the test holds them. */
function counted() {
  const at: number[] = []
  const told: { change: LaneChange; lapsed: boolean }[] = []
  const released: unknown[] = []
  const warned: string[] = []
  const hands = {
    owns: async (): Promise<OwnedLane[]> => [lane],
    prepares: async (): Promise<void> => undefined,
  }
  const ownership = new Ownership({
    journal: {
      own: (owner, ms) => {
        expect([owner, ms]).toEqual(['me', leaseMs])
        at.push(performance.now())
        return hands.owns()
      },
      release: async (owner, lanes) => void released.push([owner, lanes]),
    },
    owner: 'me',
    leaseMs,
    log: { warn: (_about: object, text: string) => void warned.push(text), info: () => undefined } as never,
    prepare: () => hands.prepares(),
    onOwned: (change, lapsed) => void told.push({ change, lapsed }),
  })
  return { ownership, at, told, released, warned, hands }
}

/** A promise that the test ends. */
function held<T>(): { promise: Promise<T>; end: (value: T) => void } {
  let end: (value: T) => void = () => undefined
  const promise = new Promise<T>((resolve) => {
    end = resolve
  })
  return { promise, end }
}

test('a lease is renewed at each third of its length, and ends with nobody who renews it', async () => {
  const { ownership, at } = counted()
  expect(ownership.valid).toBe(false)
  await ownership.start()
  expect(ownership.valid).toBe(true)
  await vi.advanceTimersByTimeAsync(999)
  expect(at).toEqual([0])
  await vi.advanceTimersByTimeAsync(2_001)
  expect(at).toEqual([0, 1_000, 2_000, 3_000])
  ownership.stop()
  await vi.advanceTimersByTimeAsync(2_999)
  expect([at.length, ownership.valid]).toEqual([4, true])
  await vi.advanceTimersByTimeAsync(1)
  expect([at.length, ownership.valid]).toEqual([4, false])
})

test('a renewal that fails is tried again each half second, is told of, and the next one says that the lease had run out', async () => {
  const { ownership, at, told, warned, hands } = counted()
  await ownership.start()
  hands.owns = async () => {
    throw new Error('the store is away')
  }
  await vi.advanceTimersByTimeAsync(2_499)
  expect(at).toEqual([0, 1_000, 1_500, 2_000])
  expect(warned).toEqual(Array(3).fill('the lanes cannot be renewed, trying again'))
  await vi.advanceTimersByTimeAsync(1_000)
  expect(ownership.valid).toBe(false)
  hands.owns = async () => [lane]
  await vi.advanceTimersByTimeAsync(501)
  expect(at.at(-1)).toBe(3_500)
  expect(told.map(({ lapsed }) => lapsed)).toEqual([true, true])
  await vi.advanceTimersByTimeAsync(1_000)
  expect(told.map(({ lapsed }) => lapsed)).toEqual([true, true, false])
  ownership.stop()
})

test('a renewal that is asked for while one is under way is made after it, once however often; the rhythm begins with it anew', async () => {
  const { ownership, at, hands } = counted()
  await ownership.start()
  const first = held<OwnedLane[]>()
  hands.owns = () => first.promise
  await vi.advanceTimersByTimeAsync(400)
  for (let asked = 0; asked < 3; asked++) ownership.renew()
  expect(at).toEqual([0, 400])
  hands.owns = async () => [lane]
  first.end([lane])
  await vi.advanceTimersByTimeAsync(0)
  expect(at).toEqual([0, 400, 400])
  await vi.advanceTimersByTimeAsync(999)
  expect(at).toEqual([0, 400, 400])
  await vi.advanceTimersByTimeAsync(1)
  expect(at).toEqual([0, 400, 400, 1_400])
  ownership.stop()
})

test('the first new lanes are taken at once, those within a tenth of a second behind them together', async () => {
  const { ownership, at } = counted()
  await ownership.start()
  await vi.advanceTimersByTimeAsync(10)
  ownership.take()
  ownership.take()
  await vi.advanceTimersByTimeAsync(0)
  expect(at).toEqual([0, 10])
  await vi.advanceTimersByTimeAsync(30)
  ownership.take()
  await vi.advanceTimersByTimeAsync(69)
  ownership.take()
  expect(at).toEqual([0, 10])
  await vi.advanceTimersByTimeAsync(1)
  expect(at).toEqual([0, 10, 110])
  await vi.advanceTimersByTimeAsync(100)
  ownership.take()
  await vi.advanceTimersByTimeAsync(0)
  expect(at).toEqual([0, 10, 110, 210])
  ownership.stop()
})

test('who has stopped renews and takes no more, and tells of nothing that comes late', async () => {
  const { ownership, at, told, hands } = counted()
  await ownership.start()
  const late = held<OwnedLane[]>()
  hands.owns = () => late.promise
  ownership.renew()
  ownership.renew()
  ownership.take()
  ownership.stop()
  late.end([lane, { ...lane, number: 2 }])
  ownership.renew()
  ownership.take()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(at).toHaveLength(2)
  expect(told).toHaveLength(1)
})

test('who has stopped leaves no timer that would keep the process', async () => {
  const { ownership } = counted()
  await ownership.start()
  ownership.take()
  expect(vi.getTimerCount()).toBe(2)
  ownership.stop()
  expect(vi.getTimerCount()).toBe(0)
})

test('in doubt, and once all is given back, nothing is valid, where the clock begins neither', async () => {
  for (const end of ['doubt', 'release'] as const) {
    const { ownership, released, hands } = counted()
    await ownership.start()
    expect([performance.now(), ownership.valid]).toEqual([0, true])
    hands.owns = () => held<OwnedLane[]>().promise
    const ended = ownership[end]()
    if (end === 'release') await ended
    // One lane is as much as many.
    expect(released).toEqual(end === 'release' ? [['me', [{ number: 1, fence: 1 }]]] : [])
    expect([performance.now(), ownership.valid]).toEqual([0, false])
    ownership.stop()
  }
})

test('nothing is told of lanes whose preparing ends after the stop', async () => {
  const { ownership, told, hands } = counted()
  const prepared = held<void>()
  hands.prepares = () => prepared.promise
  const started = ownership.start()
  await vi.advanceTimersByTimeAsync(0)
  ownership.stop()
  prepared.end()
  await started
  expect([told, ownership.valid]).toEqual([[], false])
})

test('all that is owned is given back once, under its fences, when what is under way is over; then nothing is valid', async () => {
  const { ownership, at, released, hands } = counted()
  await ownership.start()
  const late = held<OwnedLane[]>()
  hands.owns = () => late.promise
  ownership.renew()
  const over = ownership.release()
  await vi.advanceTimersByTimeAsync(0)
  expect(released).toEqual([])
  late.end([
    { ...lane, fence: 4 },
    { ...lane, number: 2, fence: 9 },
  ])
  await over
  expect(released).toEqual([
    [
      'me',
      [
        { number: 1, fence: 4 },
        { number: 2, fence: 9 },
      ],
    ],
  ])
  expect(ownership.valid).toBe(false)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(at).toHaveLength(2)
})

test('who owns nothing gives nothing back', async () => {
  const { ownership, released, hands } = counted()
  hands.owns = async () => []
  await ownership.start()
  await ownership.release()
  expect(released).toEqual([])
})
