import { expect, test, vi } from 'vitest'
import { Ownership } from '../../src/deliver/ownership.ts'
import { own, toldNothing } from '../../src/journal/postgres/write/lanes.ts'
import type { LaneChange, OwnedLane } from '../../src/model/lane.ts'

const lane: OwnedLane = { number: 1, destination: 1, shard: 0, fence: 1, surplus: false }

/** An ownership whose calls of `own` are answered by the test. */
function calls(leaseMs: number): { ownership: Ownership; answer: (() => void)[]; owned: () => number } {
  const answer: (() => void)[] = []
  let owned = 0
  const ownership = new Ownership({
    journal: {
      own: () => new Promise((resolve) => answer.push(() => resolve([lane]))),
      release: async () => undefined,
    },
    owner: 'me',
    leaseMs,
    log: { warn: () => undefined } as never,
    prepare: async () => undefined,
    onOwned: () => owned++,
  })
  return { ownership, answer, owned: () => owned }
}

test('a lease is counted from before the call: what the call took is gone', async () => {
  let at = 1000
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => at)
  try {
    const { ownership, answer } = calls(2000)
    const started = ownership.start()
    at += 1600
    answer[0]?.()
    await started
    at += 399
    expect(ownership.valid).toBe(true)
    at += 1
    expect(ownership.valid).toBe(false)
    ownership.stop()
  } finally {
    clock.mockRestore()
  }
})

test('what comes as it came before is the same list, and a lane that is as it was the same object', async () => {
  const none = { numbers: '{}', destinations: '{}', shards: '{}', fences: '{}', surpluses: '{}' }
  const sums = { held: 2, sum_of_numbers: 3, sum_of_fences: 8, again: false, heeding: true }
  let all = { ...none, ...sums, numbers: '{1,2}', destinations: '{1,2}', shards: '{0,0}', fences: '{4,4}' }
  let changes = { ...none, ...sums }
  const database = {
    write: async (_text: string, values: readonly unknown[]) => [values.at(-1) === true ? all : changes],
  }
  const owner = { owner: 'me', keeper: null, session: null }
  const first = await own(database as never, owner, 500, toldNothing)
  expect(first.lanes).toEqual([
    { ...lane, fence: 4, surplus: false },
    { ...lane, number: 2, destination: 2, fence: 4, surplus: false },
  ])
  const before = { ...first, unsure: false }
  expect((await own(database as never, owner, 500, before)).lanes).toBe(first.lanes)

  changes = {
    ...changes,
    ...{ numbers: '{2}', destinations: '{2}', shards: '{0}', fences: '{5}' },
    sum_of_fences: 9,
  }
  const { lanes } = await own(database as never, owner, 500, before)
  expect(lanes[0]).toBe(first.lanes[0])
  expect(lanes[1]?.fence).toBe(5)

  // One is another's: all are asked for.
  all = { ...all, ...{ numbers: '{1}', destinations: '{1}', shards: '{0}', fences: '{4}' } }
  changes = { ...changes, ...none, held: 1, sum_of_numbers: 1, sum_of_fences: 4 }
  const left = await own(database as never, owner, 500, before)
  expect(left.lanes).toEqual([first.lanes[0]])
  expect(left.lanes[0]).toBe(first.lanes[0])
})

test('in doubt nothing is valid before a renewal that was asked for after it', async () => {
  const { ownership, answer, owned } = calls(60_000)
  const started = ownership.start()
  answer[0]?.()
  await started
  expect(ownership.valid).toBe(true)
  ownership.renew()
  await expect.poll(() => answer).toHaveLength(2)
  ownership.doubt()
  expect(ownership.valid).toBe(false)
  // This call began before: others may have taken the lanes since.
  answer[1]?.()
  await expect.poll(owned).toBe(2)
  expect(ownership.valid).toBe(false)
  await expect.poll(() => answer).toHaveLength(3)
  answer[2]?.()
  await expect.poll(() => ownership.valid).toBe(true)
  ownership.stop()
})

test('lanes that another had leave a line that says how many, once; new ones and those that stay leave none', async () => {
  const lines: unknown[] = []
  const given: OwnedLane[][] = [
    [lane, { ...lane, number: 2, fence: 7 }, { ...lane, number: 3, fence: 2 }],
    [lane, { ...lane, number: 2, fence: 7 }],
    [lane, { ...lane, number: 2, fence: 7 }, { ...lane, number: 3, fence: 4 }],
  ]
  const ownership = new Ownership({
    journal: { own: async () => given.shift() ?? [], release: async () => undefined },
    ...{ owner: 'me', leaseMs: 60_000 },
    log: { info: (about: object, text: string) => void lines.push([about, text]) } as never,
    prepare: async () => undefined,
    onOwned: () => undefined,
  })
  await ownership.start()
  expect(lines).toEqual([[{ lanes: 2 }, 'lanes were taken over']])
  for (let renewals = 0; renewals < 2; renewals++) {
    ownership.renew()
    await vi.waitFor(() => expect(given).toHaveLength(1 - renewals))
  }
  await ownership.release()
  expect(lines.slice(1)).toEqual([[{ lanes: 1 }, 'lanes were taken over']])
})

test('tells after each renewal what is another than was told of last, and again what could not be prepared for', async () => {
  const [one, two, three] = [1, 2, 3].map((number): OwnedLane => ({ ...lane, number }))
  if (one === undefined || two === undefined || three === undefined) throw new Error('not made')
  const otherTwo = { ...two, fence: 5 }
  const given: OwnedLane[][] = [
    [one, two],
    [one, two, three],
    [one, two, three],
    [one, otherTwo],
  ]
  const told: LaneChange[] = []
  let prepares = 0
  const ownership = new Ownership({
    journal: { own: async () => given.shift() ?? [], release: async () => undefined },
    ...{ owner: 'me', leaseMs: 60_000 },
    log: { info: () => undefined, warn: () => undefined } as never,
    prepare: async () => {
      if (++prepares === 2) throw new Error('the journal is away')
    },
    onOwned: (change) => void told.push(change),
  })
  await ownership.start()
  for (const left of [2, 1, 0]) {
    ownership.renew()
    await vi.waitFor(() => expect(given).toHaveLength(left))
  }
  await vi.waitFor(() => expect(told).toHaveLength(3))
  expect(told).toEqual([
    { gained: [one, two], left: [] },
    { gained: [three], left: [] },
    { gained: [otherTwo], left: [two, three] },
  ])
  ownership.stop()
})
