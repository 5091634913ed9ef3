import { randomFillSync } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Appended, NewEvent } from '../../../src/journal/port/intake.ts'
import { buckets, LedgerBuffer } from '../../../src/journal/sqlite/write/ledger-buffer.ts'
import { LedgerFilter } from '../../../src/journal/sqlite/write/ledger-filter.ts'
import { noon, sampleEvent, samplePayload } from '../samples.ts'
import { journalTest } from '../with-journal.ts'
import { disagreements } from './inspect.ts'
import { sqliteSubject } from './subject.ts'

const key = fc.uint8Array({ minLength: 16, maxLength: 16 })
/** Keys that differ in one byte only, so that they meet in one bucket and collide in its slots. */
const closeKey = fc.tuple(fc.nat(15), fc.nat(255)).map(([at, value]) => {
  const bytes = new Uint8Array(16)
  bytes[at] = value
  return bytes
})

const keyed = (bytes: Uint8Array, receivedAt = noon): NewEvent =>
  sampleEvent({
    receivedAt,
    payload: samplePayload({ body: new Uint8Array(), headers: [] }),
    ledger: { key: bytes, repeat: 'suppress' },
  })

/** So many keys that differ, all of them within so many buckets. */
function manyKeys(count: number, spread: number): Uint8Array[] {
  return Array.from({ length: count }, (_, index) => {
    const bytes = randomFillSync(new Uint8Array(16))
    const bucket = index % spread
    bytes[0] = bucket >> 1
    bytes[1] = ((bucket & 1) << 7) | ((bytes[1] ?? 0) & 0x7f)
    return bytes
  })
}

describe('ledger buffer', () => {
  test('finds what was put, and undo leaves no trace of it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(key, closeKey), { maxLength: 150 }),
        fc.array(fc.oneof(key, closeKey), { maxLength: 150 }),
        (kept, undone) => {
          const buffer = new LedgerBuffer()
          const model = new Map<string, number>()
          let seq = 0
          for (const each of kept) {
            buffer.put(buffer.find(each), each, ++seq, seq + 0.5)
            model.set(String(each), seq)
          }
          buffer.keep()
          for (const each of undone) buffer.put(buffer.find(each), each, ++seq, seq + 0.5)
          buffer.undo()
          expect(buffer.size).toBe(model.size)
          for (const each of [...kept, ...undone]) {
            const slot = buffer.find(each)
            expect(slot < 0 ? undefined : buffer.seqAt(slot)).toBe(model.get(String(each)))
            if (slot >= 0) expect(buffer.timeAt(slot)).toBe((model.get(String(each)) ?? 0) + 0.5)
          }
        },
      ),
      { numRuns: 50 },
    )
  })

  test('a bucket comes out in the order of its keys, whole', () => {
    const buffer = new LedgerBuffer()
    const keys = manyKeys(300, 1)
    for (const [index, each] of keys.entries()) buffer.put(buffer.find(each), each, index + 1, noon)
    const sorted = buffer.sorted(0).map((entry) => Buffer.from(entry.key).toString('hex'))
    expect(sorted).toEqual(keys.map((each) => Buffer.from(each).toString('hex')).sort())
    buffer.clearBucket(0)
    expect(buffer.size).toBe(0)
    for (const each of keys) expect(buffer.find(each)).toBeLessThan(0)
  })
})

test('the filter never denies a key that it was given', () => {
  fc.assert(
    fc.property(fc.array(key, { maxLength: 200 }), fc.array(key, { maxLength: 200 }), (made, added) => {
      const filter = new LedgerFilter()
      for (let bucket = 0; bucket < buckets; bucket++) filter.make(bucket, Buffer.concat(made))
      for (const each of added) filter.add(each)
      for (const each of [...made, ...added]) expect(filter.mayHold(each)).toBe(true)
    }),
    { numRuns: 20 },
  )
  const filter = new LedgerFilter()
  const keys = manyKeys(1000, 1)
  filter.make(0, Buffer.concat(keys))
  const strangers = manyKeys(1000, 1).filter((each) => filter.mayHold(each))
  expect(strangers.length).toBeLessThan(50)
})

const noKey = new Uint8Array(16)
const outcomes = (answers: readonly Appended[]) => answers.map(({ outcome }) => outcome)

describe('ledger', () => {
  for (const [name, spread] of [
    ['spread over all buckets', buckets],
    ['crowded into two', 2],
  ] as const) {
    journalTest(
      () => sqliteSubject({ ledgerKeys: 500, ledgerTail: 2000 }),
      `is exact over restarts with keys ${name}`,
      async (subject) => {
        const keys = manyKeys(6000, spread)
        for (let round = 0; round < 3; round++) {
          const some = keys.slice(0, (round + 1) * 2000)
          const answers = await Promise.all(
            Array.from({ length: some.length / 100 }, (_, call) =>
              subject.journal.append(some.slice(call * 100, call * 100 + 100).map((each) => keyed(each))),
            ),
          )
          const outcomes = answers.flat().map((answer) => answer.outcome)
          expect(outcomes.filter((outcome) => outcome === 'accepted')).toHaveLength(2000)
          expect(outcomes.slice(0, round * 2000).every((outcome) => outcome === 'duplicate')).toBe(true)
          await subject.reopen()
        }
        const { folder } = subject as Awaited<ReturnType<typeof sqliteSubject>>
        await subject.journal.close()
        expect(disagreements(folder)).toEqual([])
      },
    )
  }

  journalTest(
    () => sqliteSubject(),
    'no event is removed before its key is written, though other buckets have been written since',
    async (subject) => {
      const sparse = manyKeys(100, buckets)
      // So many in one bucket that it is written by itself.
      const keys = [...sparse, ...manyKeys(1500, 1)]
      const events = keys.map((each) => keyed(each))
      await subject.journal.append(events)
      const limits = {
        payloadsBefore: 0,
        eventsBefore: noon + 1,
        attemptsBefore: 0,
        ledgerBefore: 0,
        limit: 100,
      }
      while ((await subject.journal.prune(limits)).more);
      expect(await subject.journal.events({ limit: 1 })).toEqual([])
      await subject.reopen()
      const answers = await subject.journal.append(events)
      expect(answers.filter((answer) => answer.outcome !== 'duplicate')).toEqual([])
    },
  )

  journalTest(
    () => sqliteSubject(),
    'an operation that cannot be written takes no other with it, and leaves no key behind',
    async ({ journal }) => {
      const keys = manyKeys(40, buckets)
      // The same lane twice is against the port, and against the primary key.
      const twice = [1, 1].map((lane) => ({ lane, due: noon, orderKey: null }))
      const answers = await Promise.allSettled(
        keys.map((each, index) => journal.append([{ ...keyed(each), queue: index % 4 === 0 ? twice : [] }])),
      )
      expect(answers.map((answer) => answer.status)).toEqual(
        keys.map((_, index) => (index % 4 === 0 ? 'rejected' : 'fulfilled')),
      )
      const again = await journal.append(keys.map((each) => keyed(each)))
      expect(again.map((answer) => answer.outcome)).toEqual(
        keys.map((_, index) => (index % 4 === 0 ? 'accepted' : 'duplicate')),
      )
      expect((await journal.stats()).events).toBe(40)
    },
  )

  journalTest(
    () => sqliteSubject(),
    'is exact over a restart where a second key had its bucket written, and others have filled it since',
    async (subject) => {
      // A bucket takes 384 keys. After one key, and two of each event, the second key of the 192nd event finds it
      // full: the first one is written, but read again from the event at the start.
      const keys = manyKeys(2 * 385, 1)
      const doubled = (index: number): boolean => index !== 0 && index !== 384
      const events = Array.from({ length: 385 }, (_, index): NewEvent => {
        const [key = noKey, bytesKey] = [keys[2 * index], keys[2 * index + 1]]
        const ledger = { key, repeat: 'suppress' as const }
        return { ...keyed(key), ledger: doubled(index) ? { ...ledger, bytesKey } : ledger }
      })
      expect(new Set(outcomes(await subject.journal.append(events)))).toEqual(new Set(['accepted']))
      await subject.reopen()
      expect(new Set(outcomes(await subject.journal.append(events)))).toEqual(new Set(['duplicate']))
      const others = manyKeys(385, 1).map(
        (key, index): NewEvent => ({
          ...keyed(key),
          ledger: { key, repeat: 'suppress', bytesKey: keys[2 * index + 1] },
        }),
      )
      const marked = await subject.journal.append(others)
      expect(marked.map((answer) => answer.outcome === 'accepted' && answer.sameBytesAs)).toEqual(
        events.map((_, index) => (doubled(index) ? index + 1 : null)),
      )
    },
  )

  test('a key of another length is refused before it reaches the store', async () => {
    const subject = await sqliteSubject()
    await expect(subject.journal.append([keyed(new Uint8Array(15))])).rejects.toThrow(TypeError)
    expect(await subject.journal.append([keyed(new Uint8Array(16))])).toMatchObject([{ outcome: 'accepted' }])
    await subject.close()
  })
})
