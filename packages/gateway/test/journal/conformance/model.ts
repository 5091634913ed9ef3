import fc from 'fast-check'
import { describe, expect } from 'vitest'
import type { Journal } from '../../../src/journal/journal.ts'
import { fenceOf, ledger, ledgerKey, noon, sampleAttempt, sampleEvent, setUp } from '../samples.ts'
import type { OpenSubject } from '../subject.ts'
import { journalTest } from '../with-journal.ts'

/** What a store must hold, kept in plain maps: the queue by `seq/replay`, the ledger by key. */
interface Model {
  readonly queue: Map<string, { seq: number; replay: number; due: number; attempts: number }>
  readonly settled: Map<string, string>
  readonly seen: Map<string, number>
  readonly seqs: number[]
  duplicates: number
}

type Step =
  | {
      readonly do: 'append'
      readonly key: number | null
      readonly repeat: 'suppress' | 'mark'
      /** A second key, of the bytes alone. */
      readonly bytes: number | null
      readonly due: number
    }
  | {
      readonly do: 'settle'
      readonly pick: number
      readonly state: 'delivered' | 'dead' | 'retry'
      readonly by: number
    }
  | { readonly do: 'enqueue'; readonly pick: number; readonly replay: number; readonly due: number }
  | { readonly do: 'reopen' }

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        do: fc.constant('append' as const),
        key: fc.option(fc.integer({ min: 0, max: 8 })),
        repeat: fc.constantFrom('suppress' as const, 'mark' as const),
        bytes: fc.option(fc.nat(3)),
        due: fc.integer({ min: 0, max: 20 }),
      }),
    },
    {
      weight: 5,
      arbitrary: fc.record({
        do: fc.constant('settle' as const),
        pick: fc.nat(30),
        state: fc.constantFrom('delivered' as const, 'dead' as const, 'retry' as const),
        by: fc.integer({ min: 0, max: 20 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('enqueue' as const),
        pick: fc.nat(30),
        replay: fc.nat(2),
        due: fc.integer({ min: 0, max: 20 }),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ do: 'reopen' } as const) },
  ),
  { maxLength: 60 },
)

async function appendStep(
  journal: Journal,
  model: Model,
  step: Step & { do: 'append' },
  lane: number,
  epoch: number,
): Promise<void> {
  const due = noon + step.due
  const bytes = step.bytes === null || step.repeat === 'mark' ? null : `run bytes ${step.bytes}`
  const event = sampleEvent({
    epoch,
    queue: [{ lane, due, orderKey: null }],
    ledger:
      step.key === null
        ? null
        : {
            ...ledger(`run key ${step.key}`, step.repeat),
            bytesKey: bytes === null ? undefined : ledgerKey(bytes),
          },
  })
  const [answer] = await journal.append([event])
  const before = step.key === null ? undefined : model.seen.get(`${step.key}`)
  if (before !== undefined && step.repeat === 'suppress') {
    expect(answer).toMatchObject({ outcome: 'duplicate', seq: before })
    model.duplicates++
    return
  }
  const same = bytes === null || step.key === null ? undefined : model.seen.get(bytes)
  expect(answer).toMatchObject({ outcome: 'accepted', sameBytesAs: same ?? before ?? null })
  if (answer?.outcome !== 'accepted') return
  model.seqs.push(answer.seq)
  model.queue.set(`${answer.seq}/0`, { seq: answer.seq, replay: 0, due, attempts: 0 })
  if (step.key === null) return
  model.seen.set(`${step.key}`, answer.seq)
  if (bytes !== null) model.seen.set(bytes, answer.seq)
}

async function settleStep(
  journal: Journal,
  model: Model,
  step: Step & { do: 'settle' },
  lane: number,
  fence: number,
): Promise<void> {
  const rows = [...model.queue.values()]
  const row = rows[step.pick % Math.max(rows.length, 1)]
  if (row === undefined) return
  const at = { due: row.due, seq: row.seq, replay: row.replay }
  const attempt = sampleAttempt({ n: row.attempts + 1 })
  const retryAt = row.due + step.by
  const next = step.state === 'retry' ? { retryAt } : { state: step.state }
  expect(await journal.settle('me', [{ lane, fence, at, attempt, next }])).toEqual([true])
  if (step.state === 'retry') {
    model.queue.set(`${row.seq}/${row.replay}`, { ...row, due: retryAt, attempts: row.attempts + 1 })
  } else {
    model.queue.delete(`${row.seq}/${row.replay}`)
    model.settled.set(`${row.seq}/${row.replay}`, step.state)
  }
}

async function enqueueStep(
  journal: Journal,
  model: Model,
  step: Step & { do: 'enqueue' },
  lane: number,
): Promise<void> {
  const seq = model.seqs[step.pick % Math.max(model.seqs.length, 1)]
  if (seq === undefined) return
  const name = `${seq}/${step.replay}`
  const attempts = (await journal.attempts({ seq, lane, replay: step.replay })).length
  const due = noon + step.due
  const added = await journal.enqueue([{ lane, seq, replay: step.replay, due, orderKey: null }])
  expect(added).toBe(model.queue.has(name) ? 0 : 1)
  if (added === 0) return
  model.queue.set(name, { seq, replay: step.replay, due, attempts })
  model.settled.delete(name)
}

export function describeModel(open: OpenSubject): void {
  describe('against a model', () => {
    journalTest(open, 'any course of appends, settlements, replays and restarts', async (subject) => {
      let run = 0
      await fc.assert(
        fc.asyncProperty(steps, async (course) => {
          // One store for all runs, one destination a run: opening a store is what would take the time.
          const name = `run${run++}`
          const { epoch, lanes } = await setUp(subject.journal, name)
          const lane = lanes[0] ?? -1
          let fence = await fenceOf(subject.journal, 'me', lane)
          const before = await subject.journal.stats()
          const model: Model = {
            queue: new Map(),
            settled: new Map(),
            seen: new Map(),
            seqs: [],
            duplicates: 0,
          }
          const fresh = (step: Step): Step =>
            step.do === 'append' && step.key !== null
              ? {
                  ...step,
                  key: step.key + run * 100,
                  bytes: step.bytes === null ? null : step.bytes + run * 100,
                }
              : step
          for (const step of course.map(fresh)) {
            if (step.do === 'append') await appendStep(subject.journal, model, step, lane, epoch)
            else if (step.do === 'settle') await settleStep(subject.journal, model, step, lane, fence)
            else if (step.do === 'enqueue') await enqueueStep(subject.journal, model, step, lane)
            else {
              await subject.journal.release('me', await subject.journal.own('me', 60_000))
              await subject.reopen()
              fence = await fenceOf(subject.journal, 'me', lane)
            }
          }
          const rows = await subject.journal.due(lane, noon + 100_000, null, 1000)
          expect(rows.map(({ seq, replay, due, attempts }) => ({ seq, replay, due, attempts }))).toEqual(
            [...model.queue.values()].sort((a, b) => a.due - b.due || a.seq - b.seq || a.replay - b.replay),
          )
          const after = await subject.journal.stats()
          expect(after.events - before.events).toBe(model.seqs.length)
          expect(after.duplicates - before.duplicates).toBe(model.duplicates)
          expect(after.deliveries.pending - before.deliveries.pending).toBe(model.queue.size)
          for (const state of ['delivered', 'dead'] as const) {
            const expected = [...model.settled.values()].filter((each) => each === state).length
            expect(after.deliveries[state] - before.deliveries[state]).toBe(expected)
          }
        }),
        { numRuns: 25 },
      )
    })
  })
}
