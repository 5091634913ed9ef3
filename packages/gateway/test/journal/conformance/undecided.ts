import { describe, expect } from 'vitest'
import type { Journal } from '../../../src/journal/journal.ts'
import { type DeliveryKey, endWithoutTry, undecidedDue } from '../../../src/model/delivery.ts'
import { appendOne, fenceOf, noon, sampleEvent, setUp } from '../samples.ts'
import type { OpenSubject } from '../subject.ts'
import { journalTest } from '../with-journal.ts'

/** Two lanes of `me`, and events that wait in the first for a decision, beside one that does not. */
async function queueUndecided(journal: Journal): Promise<{ keys: DeliveryKey[]; pending: DeliveryKey }> {
  const { epoch, lanes } = await setUp(journal, 'app', 'other')
  const [lane = -1, other = -1] = lanes
  await fenceOf(journal, 'me', lane)
  const due = undecidedDue
  const keys: DeliveryKey[] = []
  for (let n = 0; n < 3; n++) {
    const queue = [
      { lane, due, orderKey: null },
      { lane: other, due: noon, orderKey: null },
    ]
    keys.push({ seq: await appendOne(journal, sampleEvent({ epoch, queue })), lane, replay: 0 })
  }
  return { keys, pending: { seq: keys[0]?.seq ?? -1, lane: other, replay: 0 } }
}

export function describeUndecided(open: OpenSubject): void {
  describe('undecided', () => {
    journalTest(open, 'waits apart from what is pending, and is never due', async (subject) => {
      const { journal } = subject
      const { keys, pending } = await queueUndecided(journal)
      const [key] = keys
      if (key === undefined) throw new Error('nothing was queued')
      expect(await journal.due(key.lane, noon + 1e12, null, 5)).toEqual([])
      await subject.reopen()
      const listed = await subject.journal.deliveries({ state: 'undecided', limit: 10 })
      expect(listed.map(({ seq }) => seq)).toEqual(keys.map(({ seq }) => seq).toReversed())
      expect(listed[0]).toMatchObject({
        state: 'undecided',
        nextAttemptAt: null,
        attempts: 0,
        lane: key.lane,
      })
      const { destination } = listed[0] ?? { destination: -1 }
      expect(await subject.journal.deliveries({ state: 'undecided', destination, limit: 10 })).toEqual(listed)
      expect(await subject.journal.deliveries({ state: 'pending', destination, limit: 10 })).toEqual([])
      expect(
        await subject.journal.deliveries({ state: 'undecided', event: key.seq, limit: 10 }),
      ).toHaveLength(1)
      const [last] = listed
      const before = last && { ...last, due: null }
      expect(
        await subject.journal.deliveries({ state: 'undecided', limit: 10, ...(before && { before }) }),
      ).toEqual(listed.slice(1))
      const others = await subject.journal.deliveries({ state: 'pending', limit: 10 })
      expect(others.map(({ lane, state }) => [lane, state])).toEqual(
        keys.map(() => [pending.lane, 'pending']),
      )
      expect(await subject.journal.delivery(key)).toMatchObject({ state: 'undecided', nextAttemptAt: null })
      const states = await subject.journal.deliveries({ event: key.seq, limit: 10 })
      expect(states.map(({ state }) => state).toSorted()).toEqual(['pending', 'undecided'])
    })

    journalTest(open, 'counts with what is pending, and is never the oldest due', async ({ journal }) => {
      const { epoch, lanes } = await setUp(journal, 'app')
      const [lane = -1] = lanes
      await appendOne(journal, sampleEvent({ epoch, queue: [{ lane, due: undecidedDue, orderKey: null }] }))
      expect(await journal.stats()).toMatchObject({
        deliveries: { pending: 1 },
        undecided: 1,
        oldestDue: null,
      })
      await appendOne(journal, sampleEvent({ epoch, queue: [{ lane, due: noon, orderKey: null }] }))
      expect(await journal.stats()).toMatchObject({
        deliveries: { pending: 2 },
        undecided: 1,
        oldestDue: noon,
      })
    })

    journalTest(open, 'is sent or is none, once, whoever decides', async (subject) => {
      const { journal } = subject
      const { keys, pending } = await queueUndecided(journal)
      const [sent, left, waiting] = keys
      if (sent === undefined || left === undefined || waiting === undefined) throw new Error('too few')
      const to = { due: noon + 5, orderKey: 'k' }
      expect(
        await journal.decide([
          { ...sent, to },
          { ...left, to: null },
          { ...pending, to: null },
        ]),
      ).toEqual([true, true, false])
      expect(
        await journal.decide([
          { ...sent, to: null },
          { ...left, to },
        ]),
      ).toEqual([false, false])
      expect(await journal.decide([])).toEqual([])
      // Nobody sends it by sending what waits.
      expect(await journal.sendNow({ keys: [waiting] }, noon, noon)).toBe(0)
      expect(await journal.sendNow({ lane: waiting.lane, limit: 9 }, noon + 9, noon + 9)).toBe(0)
      const due = await journal.due(sent.lane, noon + 5, null, 5)
      expect(due).toMatchObject([{ seq: sent.seq, due: noon + 5, orderKey: 'k', attempts: 0, earlier: 0 }])
      expect(await journal.delivery(left)).toBeNull()
      expect(await journal.attempts(left)).toEqual([])
      expect(await journal.delivery(pending)).toMatchObject({ state: 'pending' })
      expect((await journal.stats()).deliveries).toEqual({
        // One of each event in the other lane, the one that is sent now, and the one that still waits.
        pending: 5,
        delivered: 0,
        dead: 0,
        discarded: 0,
      })
      await subject.reopen()
      expect((await subject.journal.stats()).undecided).toBe(1)
      expect(await subject.journal.deliveries({ state: 'undecided', limit: 10 })).toHaveLength(1)
      expect(await subject.journal.discard([waiting], endWithoutTry('ERR_DELIVERY_DISCARDED', noon))).toEqual(
        [true],
      )
      expect(await subject.journal.decide([{ ...waiting, to }])).toEqual([false])
    })

    journalTest(open, 'is not dropped in silence: with its payload it dies, visibly', async ({ journal }) => {
      const { keys } = await queueUndecided(journal)
      const old = { payloadsBefore: noon + 1e9, eventsBefore: 0, attemptsBefore: 0, ledgerBefore: 0 }
      const expired: DeliveryKey[] = []
      for (let more = true; more; ) {
        const step = await journal.prune({ ...old, now: noon + 2e9, limit: 100 })
        expired.push(...step.expired)
        more = step.more
      }
      for (const key of keys) {
        expect(expired).toContainEqual(key)
        expect(await journal.delivery(key)).toMatchObject({ state: 'dead', lastCode: 'ERR_PAYLOAD_EXPIRED' })
      }
    })
  })
}
