import { describe, expect } from 'vitest'
import type { Journal } from '../../../src/journal/journal.ts'
import type { DeliveryLook, RejectionLook } from '../../../src/journal/port/look.ts'
import { blockOf, blockSize, boundsOf } from '../../../src/model/block.ts'
import type { Delivery, DeliveryKey, FinalState } from '../../../src/model/delivery.ts'
import { accepted, fenceOf, noon, sampleAttempt, sampleEvent, sampleRejection, setUp } from '../samples.ts'
import type { OpenSubject } from '../subject.ts'
import { journalTest } from '../with-journal.ts'

/** Appends until blocks are whole: one source all the time, another in one block alone, the last event of an hour ago. */
async function manyBlocks(journal: Journal): Promise<{ seqs: number[]; quiet: number; late: number }> {
  const { epoch } = await setUp(journal)
  const seqs: number[] = []
  const append = async (count: number, source: number, from: number): Promise<void> => {
    const events = Array.from({ length: count }, (_, index) =>
      sampleEvent({ epoch, source, type: null, receivedAt: noon + from + index, payload: small }),
    )
    for (const answer of await journal.append(events)) seqs.push(accepted(answer).seq)
  }
  while (blockOf(seqs.at(-1) ?? 0) < 1) await append(1000, 1, seqs.length)
  const quiet = (seqs.at(-1) ?? 0) + 1
  await append(1, 2, seqs.length)
  while (blockOf(seqs.at(-1) ?? 0) < 3) await append(1000, 1, seqs.length)
  const late = (seqs.at(-1) ?? 0) + 1
  await append(1, 1, -3_600_000)
  return { seqs, quiet, late }
}

const small = {
  method: 'POST',
  url: '/',
  headers: [],
  sealedHeaders: null,
  body: new Uint8Array([123, 125]),
} as const

/** Twelve events of two sources and types to two destinations, in every state, with errors and statuses. */
async function everyState(journal: Journal) {
  const { epoch, lanes, destinations } = await setUp(journal, 'app', 'other')
  const [lane = -1, other = -1] = lanes
  const answers = await journal.append(
    Array.from({ length: 12 }, (_, index) =>
      sampleEvent({
        epoch,
        source: 1 + (index % 2),
        type: index < 6 ? 'early' : 'late',
        receivedAt: noon + index,
        queue: [lane, other].map((each) => ({ lane: each, due: noon + index, orderKey: null })),
      }),
    ),
  )
  const seqs = answers.map((answer) => accepted(answer).seq)
  const fence = await fenceOf(journal, 'me', lane)
  const ends: readonly (readonly [FinalState, number | null, string | null])[] = [
    ['delivered', 204, null],
    ['dead', 503, 'ERR_DELIVERY_ANSWER'],
    ['dead', null, 'ERR_DELIVERY_REFUSED'],
    ['discarded', null, 'ERR_DELIVERY_DISCARDED'],
  ]
  for (const [index, seq] of seqs.entries()) {
    const [state, status, code] = ends[index % 5] ?? []
    if (state === undefined || status === undefined || code === undefined) continue
    const attempt = sampleAttempt({ status, code })
    await journal.settle('me', [
      { lane, fence, at: { due: noon + index, seq, replay: 0 }, attempt, next: { state } },
    ])
  }
  return { lane, other, seqs, destinations }
}

const whole = {
  low: 0,
  high: Number.MAX_SAFE_INTEGER,
  after: null,
  upwards: false,
  limit: 100,
  rows: 1000,
} as const

/** Follows bounded looks to their end. */
async function allLooks(journal: Journal, look: Omit<DeliveryLook, 'after'>): Promise<Delivery[]> {
  const all: Delivery[] = []
  let after: DeliveryKey | null = null
  for (let turns = 0; turns < 200; turns++) {
    const { items, reached }: { items: readonly Delivery[]; reached: DeliveryKey | null } =
      await journal.lookAtDeliveries({ ...look, after })
    all.push(...items)
    const full = items.length === look.limit ? items.at(-1) : undefined
    after = full ? { seq: full.seq, lane: full.lane, replay: full.replay } : reached
    if (after === null) return all
  }
  throw new Error('the looks never end')
}

export function describeLists(open: OpenSubject): void {
  describe('lists that are looked along', () => {
    journalTest(open, 'blocks: those that hold nothing are passed over, and no other', async (subject) => {
      const { journal } = subject
      expect(await journal.blocks({ at: null, upwards: false, limit: 9 })).toEqual([])
      expect(await journal.about({})).toEqual({ count: 0, exact: true })
      const { seqs, quiet, late } = await manyBlocks(journal)
      const before = await journal.blocks({ sources: [2], at: null, upwards: false, limit: 9 })
      expect(before).toContain(blockOf(quiet))
      await subject.sumUp()
      const last = blockOf(late)
      const all = Array.from({ length: last + 1 }, (_, block) => block)
      expect(await journal.blocks({ at: null, upwards: true, limit: 9 })).toEqual(all)
      expect(await journal.blocks({ at: null, upwards: false, limit: 2 })).toEqual([last, last - 1])
      expect(await journal.blocks({ at: boundsOf(1).high, upwards: false, limit: 9 })).toEqual([1, 0])
      expect(await journal.blocks({ at: blockSize, upwards: true, limit: 1 })).toEqual([1])
      // The last block is not whole: what it holds is not known.
      expect(await journal.blocks({ sources: [2], at: null, upwards: true, limit: 9 })).toEqual([
        blockOf(quiet),
        last,
      ])
      expect(await journal.blocks({ sources: [2], at: null, upwards: false, limit: 9 })).toEqual([
        last,
        blockOf(quiet),
      ])
      expect(await journal.blocks({ sources: [7, 2], at: 0, upwards: false, limit: 9 })).toEqual([])
      const early = await journal.blocks({ to: noon + 10, at: null, upwards: false, limit: 9 })
      expect(early).toEqual([last, 0])
      const newer = await journal.blocks({
        from: noon + seqs.length - 10,
        at: null,
        upwards: true,
        limit: 9,
      })
      expect(newer).toEqual([last])
    })

    journalTest(open, 'about: counted behind the sums, reckoned by them', async (subject) => {
      const { journal } = subject
      const { seqs } = await manyBlocks(journal)
      await subject.sumUp()
      expect(await journal.about({})).toEqual({ count: seqs.length, exact: false })
      expect(await journal.about({ sources: [2] })).toEqual({ count: 1, exact: false })
      expect(await journal.about({ sources: [3] })).toEqual({ count: 0, exact: true })
      // Half of the second block, by its time.
      const [from, to] = [blockSize, blockSize + blockSize / 2].map((seq) => noon + seqs.indexOf(seq))
      const { count } = await journal.about({ from: from ?? 0, to: to ?? 0 })
      expect(Math.abs(count - blockSize / 2)).toBeLessThan(50)
    })

    journalTest(open, 'deliveries: by error, status, type, source, time and destination', async (subject) => {
      const { journal } = subject
      const { lane, other, seqs, destinations } = await everyState(journal)
      const find = async (look: Partial<DeliveryLook>): Promise<number[]> =>
        (await journal.lookAtDeliveries({ ...whole, ...look })).items
          .filter((each) => each.lane === lane)
          .map(({ seq }) => seqs.indexOf(seq))
      expect(await find({ code: 'ERR_DELIVERY_REFUSED' })).toEqual([7, 2])
      expect(await find({ code: 'ERR_DELIVERY_REFUSED', state: 'dead' })).toEqual([7, 2])
      expect(await find({ code: 'ERR_DELIVERY_REFUSED', state: 'discarded' })).toEqual([])
      expect(await find({ status: [200, 300] })).toEqual([10, 5, 0])
      expect(await find({ status: [500, 600] })).toEqual([11, 6, 1])
      expect(await find({ type: 'late', state: 'dead' })).toEqual([11, 7, 6])
      expect(await find({ sources: [2], state: 'dead' })).toEqual([11, 7, 1])
      expect(await find({ sources: [], state: 'dead' })).toEqual([])
      expect(await find({ from: noon + 2, to: noon + 7, state: 'dead' })).toEqual([6, 2])
      expect(await find({ state: 'pending' })).toEqual([9, 4])
      expect(await find({ destinations: [destinations[1] ?? -1] })).toEqual([])
      expect(await find({ event: seqs[3] ?? -1 })).toEqual([3])
      expect(await find({ low: seqs[3] ?? -1, high: seqs[4] ?? -1 })).toEqual([4, 3])
      expect(await find({ upwards: true, state: 'dead' })).toEqual([1, 2, 6, 7, 11])
      const both = await journal.lookAtDeliveries({ ...whole, destinations })
      expect(both).toMatchObject({ reached: null })
      expect(both.items.map((each) => each.lane)).toEqual(
        seqs.flatMap(() => (lane > other ? [lane, other] : [other, lane])),
      )
      expect(both.items).toEqual(await journal.deliveries({ limit: 100 }))
    })

    journalTest(
      open,
      'deliveries: a look goes so far and no further, and the next goes on',
      async (subject) => {
        const { journal } = subject
        const { seqs } = await everyState(journal)
        const short = await journal.lookAtDeliveries({ ...whole, code: 'ERR_NONE', rows: 3 })
        expect(short.items).toEqual([])
        expect(short.reached?.seq).toBeGreaterThan(seqs[5] ?? 0)
        const all = await journal.lookAtDeliveries(whole)
        for (const upwards of [false, true]) {
          const expected = upwards ? all.items.toReversed() : all.items
          for (const [rows, limit] of [
            [1, 1],
            [2, 100],
            [5, 3],
            [100, 7],
          ] as const) {
            expect(await allLooks(journal, { ...whole, upwards, rows, limit })).toEqual(expected)
            expect(await allLooks(journal, { ...whole, upwards, rows, limit, state: 'dead' })).toEqual(
              expected.filter(({ state }) => state === 'dead'),
            )
          }
        }
      },
    )

    journalTest(open, 'rejections: by error, source and time, so far and no further', async ({ journal }) => {
      await journal.reject(
        Array.from({ length: 12 }, (_, index) =>
          sampleRejection({
            source: 1 + (index % 2),
            code: index % 3 === 0 ? 'ERR_SIGNATURE_MISSING' : 'ERR_SIGNATURE_MISMATCH',
            receivedAt: noon + index,
          }),
        ),
      )
      const look = (more: Partial<RejectionLook>) =>
        journal.lookAtRejections({ after: null, upwards: false, limit: 100, rows: 100, ...more })
      const times = async (more: Partial<RejectionLook>): Promise<number[]> =>
        (await look(more)).items.map(({ receivedAt }) => receivedAt - noon)
      expect(await times({ code: 'ERR_SIGNATURE_MISSING' })).toEqual([9, 6, 3, 0])
      expect(await times({ code: 'ERR_SIGNATURE_MISSING', sources: [1] })).toEqual([6, 0])
      expect(await times({ sources: [] })).toEqual([])
      expect(await times({ from: noon + 2, to: noon + 5, upwards: true })).toEqual([2, 3, 4])
      const first = await look({ code: 'ERR_SIGNATURE_MISSING', rows: 4 })
      expect(first.items.map(({ receivedAt }) => receivedAt - noon)).toEqual([9])
      expect(await times({ code: 'ERR_SIGNATURE_MISSING', after: first.reached })).toEqual([6, 3, 0])
    })
  })
}
