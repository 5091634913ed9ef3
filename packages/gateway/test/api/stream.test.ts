import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Stream } from '../../src/api/http/stream.ts'
import { nothingSetUp } from '../../src/model/configuration.ts'
import { formatId } from '../../src/model/id.ts'
import { admin } from '../../src/model/identity.ts'
import type { Action } from '../../src/model/permission.ts'

type Parts = ConstructorParameters<typeof Stream>

/** A stream over a store that answers when the test says so. */
function startStream(): { stream: Stream; looks: () => number; answer(): Promise<void> } {
  const waiting: (() => void)[] = []
  let looks = 0
  const journal = {
    events: async () => {
      looks += 1
      await new Promise<void>((resolve) => waiting.push(resolve))
      return []
    },
    rejections: async () => [],
    stats: async () => ({ oldestDue: null }),
  }
  const live = { current: () => ({ configuration: nothingSetUp }) }
  const answer = async (): Promise<void> => {
    for (const go of waiting.splice(0)) go()
    for (let turns = 0; turns < 5; turns++) await turn()
  }
  return {
    stream: new Stream(journal as unknown as Parts[0], live as unknown as Parts[1]),
    looks: () => looks,
    answer,
  }
}

function follower(): ServerResponse {
  return new ServerResponse(new IncomingMessage(new Socket()))
}

/** What is written to it. */
function told(answer: ServerResponse): string[] {
  const lines: string[] = []
  answer.write = ((text: string) => lines.push(text) > 0) as ServerResponse['write']
  return lines
}

function leave(answer: ServerResponse): void {
  answer.destroy()
  answer.emit('close')
}

test('who went away before he could follow takes no place', () => {
  const { stream, looks } = startStream()
  for (let gone = 0; gone < 100; gone++) {
    const answer = follower()
    leave(answer)
    stream.follow(answer, admin)
  }
  expect([stream.hasRoomFor(admin), looks()]).toEqual([true, 0])
})

test('however many come and go, the store is looked at once at a time', async () => {
  const { stream, looks, answer } = startStream()
  for (let round = 0; round < 50; round++) {
    const one = follower()
    stream.follow(one, admin)
    leave(one)
  }
  const last = follower()
  stream.follow(last, admin)
  expect(looks()).toBe(1)
  await answer()
  // The next look is a second away; who leaves before it and comes again begins anew, with one.
  leave(last)
  for (let round = 0; round < 3; round++) {
    const one = follower()
    stream.follow(one, admin)
    await answer()
    leave(one)
  }
  expect(looks()).toBe(4)
  stream.close()
})

test('a look that ends when nobody follows any more is the last', async () => {
  const { stream, looks, answer } = startStream()
  const one = follower()
  stream.follow(one, admin)
  leave(one)
  await answer()
  const next = follower()
  stream.follow(next, admin)
  expect(looks()).toBe(2)
  leave(next)
  await answer()
  expect(stream.hasRoomFor(admin)).toBe(true)
})

test('tells each follower what it follows, the newest, and how many it has left out', async () => {
  const stored = Array.from({ length: 350 }, (_, index) => ({
    ...{
      seq: index + 1,
      tag: 1,
      source: 1 + (index % 2),
      verdict: 'verified',
      type: index % 7 === 0 ? 'rare' : 'often',
    },
    ...{ secret: null, providerEventId: null, receivedAt: 0, size: 1, contentType: null, sameBytesAs: null },
    erasedAt: null,
  }))
  let upTo = 0
  const matching = (
    query: Partial<{ after: number; before: number; upTo: number; source: number; type: string }>,
  ) =>
    stored.filter(
      ({ seq, source, type }) =>
        seq <= upTo &&
        seq > (query.after ?? 0) &&
        seq < (query.before ?? Number.POSITIVE_INFINITY) &&
        seq <= (query.upTo ?? upTo) &&
        source === (query.source ?? source) &&
        type === (query.type ?? type),
    )
  const journal = {
    events: async ({ limit, ...query }: { limit: number }) => matching(query).toReversed().slice(0, limit),
    countEvents: async (query: object) => matching(query).length,
    rejections: async () => [],
    payloads: async () => new Map(),
    stats: async () => ({ oldestDue: null }),
  }
  const live = { current: () => ({ configuration: nothingSetUp }) }
  const stream = new Stream(journal as unknown as Parts[0], live as unknown as Parts[1])
  const [all, one, rare] = [follower(), follower(), follower()]
  const [toAll, toOne, toRare] = [told(all), told(one), told(rare)]
  stream.follow(all, admin)
  stream.follow(one, admin, undefined, { source: 1 })
  stream.follow(rare, admin, undefined, { source: 2, type: 'rare' })
  await expect.poll(() => toAll.some((text) => text.startsWith('event: stats'))).toBe(true)
  upTo = 350
  const events = (lines: string[]): number => lines.filter((text) => text.startsWith('event: event')).length
  const skipped = (lines: string[]): string[] => lines.filter((text) => text.startsWith('event: skipped'))
  await expect.poll(() => events(toRare), { timeout: 10_000 }).toBe(25)
  expect([events(toAll), events(toOne)]).toEqual([100, 100])
  expect(skipped(toAll)).toEqual(['event: skipped\ndata: {"count":250}\n\n'])
  expect(skipped(toOne)).toEqual(['event: skipped\ndata: {"count":75}\n\n'])
  expect(skipped(toRare)).toEqual([])
  stream.close()
})

/** A stream over a store of so many events, none of which is of a type that anybody follows. */
function followMuch(newest: number, onLook: () => Promise<void> = async () => undefined) {
  const walked: number[] = []
  let atOnce = 0
  let mostAtOnce = 0
  const walk = async (after: number, upTo: number): Promise<void> => {
    walked.push(upTo - after)
    atOnce += 1
    mostAtOnce = Math.max(mostAtOnce, atOnce)
    await onLook()
    atOnce -= 1
  }
  const journal = {
    events: async ({ type, after = -1, before = newest + 1 }: Record<string, unknown> & Partial<Span>) => {
      if (type === undefined) return [{ seq: newest }]
      await walk(after, Math.min(before - 1, newest))
      return []
    },
    countEvents: async () => 0,
    rejections: async () => [],
    payloads: async () => new Map(),
    stats: async () => ({ oldestDue: null }),
  }
  const live = { current: () => ({ configuration: nothingSetUp }) }
  const stream = new Stream(journal as unknown as Parts[0], live as unknown as Parts[1])
  return { stream, walked, mostAtOnce: () => mostAtOnce }
}

interface Span {
  readonly after: number
  readonly before: number
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0)

test('catches up so far and in small steps, and says that there may be more', async () => {
  const { stream, walked } = followMuch(40_000_000)
  const one = follower()
  const toOne = told(one)
  stream.follow(one, admin, formatId('evt', 1, 1), { type: 'none' })
  await expect.poll(() => toOne).toContain('event: skipped\ndata: {"count":0,"atLeast":true}\n\n')
  expect([sum(walked), Math.max(...walked)]).toEqual([100_000, 20_000])
  // Not far behind: all that was missed is looked at, and no more.
  walked.length = 0
  const near = follower()
  const toNear = told(near)
  stream.follow(near, admin, formatId('evt', 39_999_000, 1), { type: 'none' })
  await expect.poll(() => sum(walked)).toBe(1000)
  expect(toNear.filter((text) => text.startsWith('event: skipped'))).toEqual([])
  stream.close()
})

test('one catches up at a time, however many come back at once, and none for whom nobody waits', async () => {
  const going: (() => void)[] = []
  const { stream, walked, mostAtOnce } = followMuch(
    40_000_000,
    () => new Promise((resolve) => going.push(resolve)),
  )
  const crowd = Array.from({ length: 40 }, () => follower())
  for (const each of crowd) stream.follow(each, admin, formatId('evt', 1, 1), { type: 'none' })
  await expect.poll(() => walked.length).toBe(1)
  for (const each of crowd) leave(each)
  for (let turns = 0; turns < 20; turns++) {
    for (const go of going.splice(0)) go()
    await turn()
  }
  expect([walked.length, mostAtOnce()]).toEqual([1, 1])
})

test('tells of rejections and counts to those who may read them', async () => {
  const rejection = {
    seq: 1,
    tag: 1,
    source: 1,
    code: 'ERR_SIGNATURE',
    explanation: 'wrong',
    receivedAt: 0,
    cause: null,
  }
  let rejected: object[] = []
  const journal = {
    events: async () => [],
    rejections: async () => rejected,
    stats: async () => ({ oldestDue: null }),
  }
  const live = { current: () => ({ configuration: nothingSetUp }) }
  const stream = new Stream(journal as unknown as Parts[0], live as unknown as Parts[1])
  const following = (...actions: Action[]): string[] => {
    const answer = follower()
    const lines = told(answer)
    stream.follow(answer, { by: admin.by, may: { actions: new Set(actions) } })
    return lines
  }
  const all = following('events.read', 'rejections.read', 'stats.read')
  const [events, refused, counts] = [
    following('events.read'),
    following('events.read', 'rejections.read'),
    following('events.read', 'stats.read'),
  ]
  await expect.poll(() => all.some((text) => text.startsWith('event: stats'))).toBe(true)
  rejected = [rejection]
  await expect
    .poll(() => all.some((text) => text.startsWith('event: rejection')), { timeout: 10_000 })
    .toBe(true)
  const kinds = (lines: string[]) => new Set(lines.flatMap((text) => /^event: (\w+)/.exec(text)?.[1] ?? []))
  expect([all, events, refused, counts].map(kinds)).toEqual([
    new Set(['stats', 'rejection']),
    new Set(),
    new Set(['rejection']),
    new Set(['stats']),
  ])
  stream.close()
})

test('keeps places for others, whoever asks for all of them', () => {
  const { stream } = startStream()
  const reader = (id: string) => ({
    by: { kind: 'token' as const, id },
    may: { actions: new Set<Action>(['events.read']) },
  })
  for (let place = 0; place < 16; place++) {
    expect(stream.hasRoomFor(reader('tok_1'))).toBe(true)
    stream.follow(follower(), reader('tok_1'))
  }
  expect([reader('tok_1'), reader('tok_2'), admin].map((who) => stream.hasRoomFor(who))).toEqual([
    false,
    true,
    true,
  ])
  for (let place = 16; place < 64; place++) stream.follow(follower(), admin)
  expect(stream.hasRoomFor(admin)).toBe(false)
})
