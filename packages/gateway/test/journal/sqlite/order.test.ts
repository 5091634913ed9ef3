import fc from 'fast-check'
import { expect, test } from 'vitest'
import { accepted, noon, sampleEvent, samplePayload, setUp } from '../samples.ts'
import { sqliteSubject } from './subject.ts'

const row = fc.record({
  // Few keys with many rows each, some of many, and some of none.
  orderKey: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('a', 'b') },
    { weight: 1, arbitrary: fc.nat(50).map((key) => `key ${key}`) },
    { weight: 1, arbitrary: fc.constant(null) },
  ),
  due: fc.nat(40),
})

test('of each key the first, by due, also far behind a long backlog of few keys', async () => {
  const subject = await sqliteSubject()
  const payload = samplePayload({ body: new Uint8Array(), headers: [] })
  let run = 0
  try {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1100, maxLength: 1500, size: 'max' }),
        fc.nat(45),
        fc.integer({ min: 1, max: 60 }),
        async (rows, until, limit) => {
          const { epoch, lanes } = await setUp(subject.journal, `run${run++}`)
          const lane = lanes[0] ?? -1
          const answers = await subject.journal.append(
            rows.map(({ orderKey, due }) =>
              sampleEvent({ epoch, payload, queue: [{ lane, due: noon + due, orderKey }] }),
            ),
          )
          const heads = new Set<string>()
          const expected = rows
            .map((each, index) => ({ ...each, seq: accepted(answers[index]).seq }))
            .filter(({ orderKey }) => orderKey === null || (!heads.has(orderKey) && heads.add(orderKey)))
            .filter(({ due }) => due <= until)
            .sort((a, b) => a.due - b.due || a.seq - b.seq)
            .map(({ seq }) => seq)
          const due = await subject.journal.due(lane, noon + until, null, limit)
          expect(due.map(({ seq }) => seq)).toEqual(expected.slice(0, limit))
          const more = await subject.journal.due(lane, noon + until, due.at(-1) ?? null, 2000)
          expect(more.map(({ seq }) => seq)).toEqual(expected.slice(limit))
        },
      ),
      { numRuns: 15 },
    )
  } finally {
    await subject.close()
  }
})
