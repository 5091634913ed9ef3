import { expect, test } from 'vitest'
import { deliveryList } from '../../src/api/operations/delivery-list.ts'
import { eventList } from '../../src/api/operations/event-list.ts'
import { rejectionList } from '../../src/api/operations/rejection-list.ts'
import type { LookStore } from '../../src/journal/port/look.ts'

/** A store of two events and two rejections, the older of which are of another source than the newer. */
function startStore(): LookStore {
  const stored = [1, 2].map((source) => ({ seq: source, tag: 1, source, receivedAt: source * 1000 }))
  const from = (after: number | null = null, sources?: readonly number[]) =>
    stored.filter(({ seq, source }) => seq > (after ?? -1) && sources?.includes(source) !== false)
  return {
    blocks: async () => [0],
    event: async (seq: number) => stored.find((each) => each.seq === seq) ?? null,
    events: async ({ after, sources }: { after: number; sources?: readonly number[] }) =>
      from(after, sources),
    lookAtRejections: async ({ after, sources }: { after: number | null; sources?: readonly number[] }) => ({
      items: from(after, sources),
      reached: null,
    }),
  } as unknown as LookStore
}

test('how far a list looked is told by the sources in reach alone', async () => {
  const store = startStore()
  const key = { seq: 1, lane: 1, replay: 0 }
  const times = async (wanted: { readonly sources?: readonly number[] }) => [
    await eventList(store, wanted).timeAt(1),
    await deliveryList(store, wanted).timeAt(key),
    await rejectionList(store, wanted).timeAt(1),
  ]
  expect(await times({})).toEqual([1000, 1000, 1000])
  expect(await times({ sources: [2] })).toEqual([2000, 2000, 2000])
})
