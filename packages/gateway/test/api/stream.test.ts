import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Stream } from '../../src/api/http/stream.ts'
import { nothingSetUp } from '../../src/model/configuration.ts'

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

function leave(answer: ServerResponse): void {
  answer.destroy()
  answer.emit('close')
}

test('who went away before he could follow takes no place', () => {
  const { stream, looks } = startStream()
  for (let gone = 0; gone < 100; gone++) {
    const answer = follower()
    leave(answer)
    stream.follow(answer, undefined)
  }
  expect([stream.hasRoom, looks()]).toEqual([true, 0])
})

test('however many come and go, the store is looked at once at a time', async () => {
  const { stream, looks, answer } = startStream()
  for (let round = 0; round < 50; round++) {
    const one = follower()
    stream.follow(one, undefined)
    leave(one)
  }
  const last = follower()
  stream.follow(last, undefined)
  expect(looks()).toBe(1)
  await answer()
  // The next look is a second away; who leaves before it and comes again begins anew, with one.
  leave(last)
  for (let round = 0; round < 3; round++) {
    const one = follower()
    stream.follow(one, undefined)
    await answer()
    leave(one)
  }
  expect(looks()).toBe(4)
  stream.close()
})

test('a look that ends when nobody follows any more is the last', async () => {
  const { stream, looks, answer } = startStream()
  const one = follower()
  stream.follow(one, undefined)
  leave(one)
  await answer()
  const next = follower()
  stream.follow(next, undefined)
  expect(looks()).toBe(2)
  leave(next)
  await answer()
  expect(stream.hasRoom).toBe(true)
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
  const told = (answer: ServerResponse): string[] => {
    const lines: string[] = []
    answer.write = ((text: string) => lines.push(text) > 0) as ServerResponse['write']
    return lines
  }
  const [all, one, rare] = [follower(), follower(), follower()]
  const [toAll, toOne, toRare] = [told(all), told(one), told(rare)]
  stream.follow(all, undefined)
  stream.follow(one, undefined, { source: 1 })
  stream.follow(rare, undefined, { source: 2, type: 'rare' })
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
