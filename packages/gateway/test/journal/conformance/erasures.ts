import { describe, expect } from 'vitest'
import type { Journal } from '../../../src/journal/journal.ts'
import type { Erasure, NewErasure } from '../../../src/model/erasure.ts'
import {
  accepted,
  appendOne,
  fenceOf,
  ledger,
  noon,
  sampleAttempt,
  sampleEvent,
  samplePayload,
  sampleRejection,
  setUp,
} from '../samples.ts'
import type { OpenSubject } from '../subject.ts'
import { journalTest } from '../with-journal.ts'

export function sampleErasure(change: Partial<NewErasure> = {}): NewErasure {
  const all = { events: null, source: null, from: null, to: null, filter: null }
  return { selection: all, reason: 'asked for', by: 'admin', createdAt: noon, filterHash: null, ...change }
}

/** Erases these at once, and leaves the rest to be purged. */
export async function eraseNow(journal: Journal, erasure: Erasure, events: readonly number[]) {
  const { number, cursor: from, upto: to } = erasure
  return await journal.erase({ number, from, to, events, rejections: [], done: true, now: noon + 5 })
}

/** Purges until it is done. */
export async function purgeAll(journal: Journal, number: number): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    const step = await journal.purge(number, noon + 9)
    if (step === 'done') return
    if (step === 'wait') await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('the purge never ends')
}

export function describeErasures(open: OpenSubject): void {
  describe('erasures', () => {
    journalTest(open, 'are kept, numbered, listed and taken one after the other', async (subject) => {
      const { journal } = subject
      const { epoch } = await setUp(journal)
      const selection = { events: null, source: 1, from: 2, to: 3, filter: 'json.who == "jane"' }
      const seq = await appendOne(journal, sampleEvent({ epoch }))
      const [refused] = await journal.reject([sampleRejection()])
      const one = await journal.createErasure(sampleErasure({ selection, filterHash: 'ab' }))
      expect(one).toEqual({
        ...sampleErasure({ selection, filterHash: 'ab' }),
        ...{ number: 1, state: 'running', cursor: { event: 0, rejection: 0 }, events: 0, rejections: 0 },
        ...{ upto: { event: seq, rejection: refused?.seq }, endedAt: null },
      })
      const two = await journal.createErasure(sampleErasure())
      expect(await journal.erasures({ limit: 9 })).toEqual([two, one])
      expect(await journal.erasures({ limit: 9, before: two.number })).toEqual([one])
      expect(await journal.erasure(one.number)).toEqual(one)
      expect(await journal.erasure(99)).toBeNull()
      expect((await journal.takeErasure('me', 60_000))?.number).toBe(one.number)
      expect((await journal.takeErasure('me', 60_000))?.number).toBe(one.number)
      const other = await subject.second?.()
      if (other !== undefined) expect(await other.takeErasure('you', 60_000)).toBeNull()
      await eraseNow(journal, one, [])
      await purgeAll(journal, one.number)
      expect(await journal.erasure(one.number)).toMatchObject({
        ...{ state: 'done', endedAt: noon + 9, filterHash: 'ab', reason: 'asked for', by: 'admin' },
        selection: { ...selection, filter: null },
      })
      await subject.reopen()
      expect((await subject.journal.takeErasure('me', 60_000))?.number).toBe(two.number)
    })

    journalTest(open, 'end replays that are paused with a filter, which is forgotten', async (subject) => {
      const { journal } = subject
      const all = {
        events: null,
        source: null,
        type: null,
        verdict: null,
        from: null,
        to: null,
        filter: null,
      }
      const make = async (filter: string | null, pause = true): Promise<number> => {
        const made = { destination: null, ratePerSecond: 1, upto: 9, createdAt: noon }
        const { number } = await journal.createReplay({ ...made, selection: { ...all, filter } })
        if (pause) await journal.changeReplay(number, 'paused', noon)
        return number
      }
      const named = 'json.who == "jane\0"'
      const [paused, plain, running] = [await make(named), await make(null), await make(named, false)]
      const canceled = await journal.createErasure(sampleErasure())
      await journal.cancelErasure(canceled.number)
      await purgeAll(journal, canceled.number)
      expect(await journal.replay(paused)).toMatchObject({ state: 'paused', selection: { filter: named } })
      const one = await journal.createErasure(sampleErasure())
      await eraseNow(journal, one, [])
      expect(await journal.replay(paused)).toMatchObject({ state: 'paused' })
      await purgeAll(journal, one.number)
      await subject.reopen()
      const ended = { state: 'canceled', endedAt: noon + 9, selection: all }
      expect(await subject.journal.replay(paused)).toMatchObject(ended)
      expect(await subject.journal.changeReplay(paused, 'running', noon)).toBeNull()
      expect(await subject.journal.replay(plain)).toMatchObject({ state: 'paused', endedAt: null })
      expect(await subject.journal.replay(running)).toMatchObject({
        ...{ state: 'running', selection: { filter: named } },
      })
    })

    journalTest(open, 'take another hash of their filter', async (subject) => {
      await setUp(subject.journal)
      const made = sampleErasure({ filterHash: 'ab', reason: 'a "b"' })
      const { number } = await subject.journal.createErasure(made)
      const other = await subject.journal.createErasure(made)
      await subject.journal.keepFilterHash(number, 'hmac:cd')
      await subject.reopen()
      expect(await subject.journal.erasure(number)).toMatchObject({ ...made, filterHash: 'hmac:cd' })
      expect(await subject.journal.erasure(other.number)).toMatchObject(made)
    })

    journalTest(open, 'end whatever the text of their reason and filter', async ({ journal }) => {
      await setUp(journal)
      const selection = { events: null, source: null, from: null, to: null, filter: 'type == "\0\ud800"' }
      const one = await journal.createErasure(sampleErasure({ selection, reason: 'a\0b\udc00c' }))
      await eraseNow(journal, one, [])
      await purgeAll(journal, one.number)
      expect(await journal.erasure(one.number)).toMatchObject({ state: 'done', selection: { filter: null } })
      expect(await journal.takeErasure('me', 60_000)).toBeNull()
    })

    journalTest(open, 'take the content, and leave the row and the ledger', async ({ journal }) => {
      const { epoch, lanes } = await setUp(journal, 'app')
      const [lane = -1] = lanes
      const fence = await fenceOf(journal, 'me', lane)
      const payload = samplePayload({ body: Buffer.from('{"who":"jane"}') })
      const queue = [{ lane, due: noon, orderKey: 'jane' }]
      const known = { ledger: ledger('jane 1'), providerEventId: 'jane-1' }
      const event = sampleEvent({ epoch, payload, queue, ...known })
      const { seq, tag } = accepted((await journal.append([event]))[0])
      const other = await appendOne(journal, sampleEvent({ epoch, queue }))
      const retry = { retryAt: noon + 1000 }
      const attempt = sampleAttempt({ answer: Buffer.from('sorry, jane') })
      const at = { due: noon, seq, replay: 0 }
      expect(await journal.settle('me', [{ lane, fence, at, attempt, next: retry }])).toEqual([true])
      const [alike, unlike] = await journal.reject([
        sampleRejection({ payload }),
        sampleRejection({ payload: samplePayload({ body: Buffer.from('{"who":"joan"}') }) }),
      ])

      const erasure = await journal.createErasure(sampleErasure())
      expect(await eraseNow(journal, erasure, [seq, 99_999])).toEqual([{ seq, lane, replay: 0 }])
      expect(await eraseNow(journal, erasure, [seq])).toBeNull()

      expect(await journal.event(seq)).toMatchObject({
        ...{ seq, tag, source: 1, verdict: 'verified', receivedAt: noon, size: payload.body.length },
        ...{ type: null, providerEventId: null, contentType: null, erasedAt: noon + 5 },
      })
      expect([...(await journal.payloads([seq, other])).keys()]).toEqual([other])
      const attempts = await journal.attempts({ seq, lane, replay: 0 })
      const byNumber = [...attempts].sort((a, b) => a.n - b.n)
      expect(byNumber.map(({ n, code, final, answer }) => [n, code, final, answer.length])).toEqual([
        [0, 'ERR_EVENT_ERASED', 'discarded', 0],
        [1, null, null, 0],
      ])
      expect(await journal.delivery({ seq, lane, replay: 0 })).toMatchObject({ state: 'discarded' })
      expect(await journal.due(lane, noon + 5000, null, 9)).toMatchObject([{ seq: other }])
      expect(await journal.rejection(alike?.seq ?? -1)).toBeNull()
      expect(await journal.rejection(unlike?.seq ?? -1)).not.toBeNull()
      expect(await journal.erasure(erasure.number)).toMatchObject({ events: 1, rejections: 1 })
      expect(await journal.stats()).toMatchObject({
        ...{ events: 2, rejections: 1 },
        deliveries: { pending: 1, delivered: 0, dead: 0, discarded: 1 },
      })
      // An attempt that was under way settles nothing, and nothing of it can be queued again.
      const late = { ...at, due: noon + 1000 }
      const delivered = { state: 'delivered' } as const
      expect(await journal.settle('me', [{ lane, fence, at: late, attempt, next: delivered }])).toEqual([
        false,
      ])
      expect(await journal.enqueue([{ lane, seq, replay: 1, due: noon, orderKey: null }])).toBe(0)
      // The provider's repeat is known still.
      expect(await journal.append([event])).toEqual([{ outcome: 'duplicate', seq, tag }])
      await purgeAll(journal, erasure.number)
      expect(await journal.append([event])).toEqual([{ outcome: 'duplicate', seq, tag }])
      expect(await journal.erasure(erasure.number)).toMatchObject({ state: 'done', events: 1 })
      const next = await appendOne(journal, sampleEvent({ epoch }))
      expect(next).toBeGreaterThan(other)
    })

    journalTest(open, 'move their cursor once, whoever tries, and can be canceled', async (subject) => {
      const { journal } = subject
      const { epoch } = await setUp(journal)
      const seqs = [
        await appendOne(journal, sampleEvent({ epoch })),
        await appendOne(journal, sampleEvent({ epoch })),
      ]
      const [first = 0] = seqs
      const { number, upto } = await journal.createErasure(sampleErasure())
      const part = {
        ...{ number, from: { event: 0, rejection: 0 }, to: { event: first, rejection: 0 } },
        ...{ events: [first], rejections: [], done: false, now: noon },
      }
      const other = (await subject.second?.()) ?? journal
      const both = await Promise.all([journal.erase(part), other.erase(part)])
      expect(both.filter((ended) => ended !== null)).toHaveLength(1)
      expect(await journal.erasure(number)).toMatchObject({ state: 'running', cursor: part.to, events: 1 })
      expect(await journal.cancelErasure(number)).toMatchObject({ state: 'canceling' })
      expect(await journal.cancelErasure(number)).toBeNull()
      expect(await journal.erase({ ...part, from: part.to, to: upto, events: seqs, done: true })).toBeNull()
      await purgeAll(journal, number)
      expect(await journal.erasure(number)).toMatchObject({ state: 'canceled', endedAt: noon + 9, events: 1 })
      expect([...(await journal.payloads(seqs)).keys()]).toEqual(seqs.slice(1))
      expect(await journal.takeErasure('me', 60_000)).toBeNull()
      expect(await journal.cancelErasure(77)).toBeNull()
    })

    journalTest(open, 'do not look at what comes later', async ({ journal }) => {
      const { epoch } = await setUp(journal)
      expect((await journal.createErasure(sampleErasure())).upto).toEqual({ event: 0, rejection: 0 })
      const seqs = await Promise.all(
        Array.from({ length: 20 }, () => appendOne(journal, sampleEvent({ epoch }))),
      )
      const [{ upto }] = await Promise.all([
        journal.createErasure(sampleErasure()),
        ...Array.from({ length: 20 }, () => appendOne(journal, sampleEvent({ epoch }))),
      ])
      expect(upto.event).toBeGreaterThanOrEqual(Math.max(...seqs))
      // All up to there had been committed when it was made.
      const found = await journal.events({ before: upto.event + 1, limit: 1 })
      expect(found.at(0)?.seq).toBeLessThanOrEqual(upto.event)
    })
  })
}
