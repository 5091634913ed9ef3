import { crc32 } from 'node:zlib'
import { describe, expect } from 'vitest'
import type { Journal } from '../../../src/journal/journal.ts'
import { storeHeaders } from '../../../src/journal/stored-headers.ts'
import type { Delivery, FinalState } from '../../../src/model/delivery.ts'
import {
  accepted,
  appendOne,
  fenceOf,
  noon,
  sampleAttempt,
  sampleEvent,
  samplePayload,
  setUp,
} from '../samples.ts'
import type { OpenSubject } from '../subject.ts'
import { journalTest } from '../with-journal.ts'

/** Twelve events to two destinations; of the first destination every state occurs. */
async function mixed(journal: Journal) {
  const { epoch, lanes, destinations } = await setUp(journal, 'app', 'other')
  const [lane = -1, other = -1] = lanes
  const answers = await journal.append(
    Array.from({ length: 12 }, (_, index) =>
      sampleEvent({
        epoch,
        receivedAt: noon + index,
        queue: [
          { lane, due: noon + 12 - index, orderKey: null },
          { lane: other, due: noon + index, orderKey: null },
        ],
      }),
    ),
  )
  const seqs = answers.map((answer) => accepted(answer).seq)
  const fence = await fenceOf(journal, 'me', lane)
  const states: readonly (FinalState | 'pending')[] = ['delivered', 'dead', 'discarded', 'pending']
  for (const [index, seq] of seqs.entries()) {
    const state = states[index % 4] ?? 'pending'
    if (state === 'pending') continue
    const attempt = sampleAttempt({ code: state === 'delivered' ? null : 'ERR_X' })
    const at = { due: noon + 12 - index, seq, replay: 0 }
    await journal.settle('me', [{ lane, fence, at, attempt, next: { state } }])
  }
  return { lane, other, seqs, destinations }
}

async function allPages(journal: Journal, query: Parameters<Journal['deliveries']>[0]): Promise<Delivery[]> {
  const all: Delivery[] = []
  for (;;) {
    const last = all.at(-1)
    const page = await journal.deliveries({
      ...query,
      ...(last && {
        before: { seq: last.seq, lane: last.lane, replay: last.replay, due: last.nextAttemptAt },
      }),
    })
    if (page.length === 0) return all
    all.push(...page)
    if (all.length > 1000) throw new Error('the pages never end')
  }
}

export function describeLook(open: OpenSubject): void {
  describe('lists', () => {
    journalTest(
      open,
      'events: newest first, by source, type, verdict and time, in pages',
      async ({ journal }) => {
        const { epoch } = await setUp(journal)
        const verdicts = ['verified', 'authenticated', 'unsigned', 'published'] as const
        const answers = await journal.append(
          Array.from({ length: 24 }, (_, index) =>
            sampleEvent({
              epoch,
              source: 1 + (index % 3),
              type: index % 2 === 0 ? 'even' : 'odd',
              verdict: verdicts[index % 4] ?? 'verified',
              receivedAt: noon + index,
              secret: null,
              providerEventId: `p${index}`,
            }),
          ),
        )
        const seqs = answers.map((answer) => accepted(answer).seq).reverse()
        const list = async (query: Parameters<Journal['events']>[0]) =>
          (await journal.events(query)).map(({ seq }) => seq)
        expect(await list({ limit: 5 })).toEqual(seqs.slice(0, 5))
        expect(await list({ limit: 50, before: seqs[4] ?? 0 })).toEqual(seqs.slice(5))
        expect(await list({ limit: 50, source: 2 })).toHaveLength(8)
        expect(await list({ limit: 50, type: 'odd', source: 1 })).toHaveLength(4)
        expect(await list({ limit: 50, verdict: 'published' })).toHaveLength(6)
        expect(await list({ limit: 50, from: noon + 20, to: noon + 22 })).toEqual(seqs.slice(2, 4))
        expect(await list({ limit: 50, type: "o'dd" })).toEqual([])
        const tag = accepted(answers[23]).tag
        expect(await journal.event(seqs[0] ?? -1)).toEqual({
          seq: seqs[0],
          tag,
          source: 3,
          verdict: 'published',
          secret: null,
          type: 'odd',
          providerEventId: 'p23',
          receivedAt: noon + 23,
          size: 8,
          contentType: 'application/json',
          sameBytesAs: null,
          erasedAt: null,
        })
        expect(await journal.event(2 ** 40)).toBeNull()
        // Newest first: those behind the fifth from below, up to the last but one.
        const between = { after: seqs[19] ?? 0, upTo: seqs[1] ?? 0 }
        expect(await journal.countEvents(between)).toBe(18)
        expect(await journal.countEvents({ ...between, source: 2 })).toBe(6)
        expect(await journal.countEvents({ ...between, type: 'odd', source: 1 })).toBe(3)
        expect(await journal.countEvents({ ...between, verdict: 'published' })).toBe(4)
        expect(await journal.countEvents({ ...between, type: "o'dd" })).toBe(0)
        expect(await journal.stats()).toMatchObject({
          events: 24,
          verified: 6,
          authenticated: 6,
          unsigned: 6,
          published: 6,
        })
      },
    )

    journalTest(
      open,
      'deliveries: newest first, all and by state, in pages of any size',
      async ({ journal }) => {
        const { lane, other, seqs, destinations } = await mixed(journal)
        const newest = [...seqs].reverse()
        const both = newest.flatMap((seq) =>
          (lane > other ? [lane, other] : [other, lane]).map((each) => [seq, each]),
        )
        for (const limit of [1, 5, 100]) {
          const all = await allPages(journal, { limit })
          expect(all.map((each) => [each.seq, each.lane])).toEqual(both)
          for (const state of ['delivered', 'dead', 'discarded'] as const) {
            const some = await allPages(journal, { limit, state })
            expect(some.map((each) => each.seq)).toEqual(
              newest.filter(
                (seq) => seqs.indexOf(seq) % 4 === ['delivered', 'dead', 'discarded'].indexOf(state),
              ),
            )
            expect(some.every((each) => each.state === state && each.lane === lane)).toBe(true)
          }
          const pending = await allPages(journal, { limit, state: 'pending' })
          expect(pending).toHaveLength(15)
          const mine = await allPages(journal, { limit, destination: destinations[0] ?? -1 })
          expect(mine.map((each) => each.seq)).toEqual(newest)
          expect(new Set(mine.map((each) => each.destination))).toEqual(new Set([destinations[0]]))
        }
      },
    )

    journalTest(
      open,
      'deliveries: of an event, and pending ones of a destination by due',
      async ({ journal }) => {
        const { lane, other, seqs, destinations } = await mixed(journal)
        const seq = seqs[1] ?? -1
        const ofEvent = await journal.deliveries({ event: seq, limit: 10 })
        expect(ofEvent.map((each) => [each.lane, each.state]).sort()).toEqual(
          [
            [lane, 'dead'],
            [other, 'pending'],
          ].sort(),
        )
        expect(ofEvent[0]?.tag).toBe((await journal.event(seq))?.tag)
        for (const limit of [1, 2, 50]) {
          const query = { destination: destinations[0] ?? -1, state: 'pending', limit } as const
          const pending = await allPages(journal, query)
          expect(pending.map((each) => each.nextAttemptAt)).toEqual([noon + 1, noon + 5, noon + 9])
        }
        expect(await journal.deliveries({ destination: 1_000_000, limit: 5 })).toEqual([])
        expect(await journal.delivery({ seq, lane, replay: 9 })).toBeNull()
        expect(await journal.stats()).toMatchObject({
          deliveries: { pending: 15, delivered: 3, dead: 3, discarded: 3 },
          oldestDue: noon,
        })
      },
    )

    journalTest(open, 'payloads: absent ones are left out', async ({ journal }) => {
      const { epoch } = await setUp(journal)
      const seq = await appendOne(journal, sampleEvent({ epoch }))
      const kept = await journal.payloads([seq, seq + 1000, seq])
      expect([...kept.keys()]).toEqual([seq])
      expect((await journal.payloads([])).size).toBe(0)
    })

    journalTest(
      open,
      'payloads: one of which a byte has changed is not given out, and named',
      async (subject) => {
        const { journal } = subject
        const { epoch } = await setUp(journal)
        const sealedHeaders = new Uint8Array([1, 2, 3])
        const body = new Uint8Array(3000).map((_, index) => index)
        const payload = samplePayload({ body, sealedHeaders, url: '/in/é?' })
        const append = (receivedAt = noon) => appendOne(journal, sampleEvent({ epoch, payload, receivedAt }))
        const flipped = (bytes: Uint8Array, at: number) =>
          bytes.map((byte, index) => (index === at ? byte ^ 4 : byte))
        const headers = storeHeaders(payload, { source: 1, receivedAt: noon })
        const spoilt = [
          ['body', flipped(body, 2999)],
          ['body', body.subarray(0, 2999)],
          ['sealed', flipped(sealedHeaders, 0)],
          ['url', '/in/e?'],
          ['method', 'PUT'],
          ['headers', flipped(Buffer.from(headers), 4)],
          ['headers', flipped(Buffer.from(headers), headers.length - 1)],
          ['headers', flipped(Buffer.from(headers), headers.length - 9)],
          ['headers', Buffer.from(storeHeaders(payload, { source: 1, receivedAt: noon + 1 }))],
        ] as const
        for (const [column, value] of spoilt) {
          const [damaged, sound] = [await append(), await append(noon + 1)]
          await subject.spoil(damaged, column, value)
          const found = await journal.payloads([damaged, sound])
          expect([...found.keys()], column).toEqual([sound])
          expect(found.damaged, column).toEqual(new Set([damaged]))
          expect(found.get(sound)?.payload).toMatchObject({ url: payload.url, headers: payload.headers })
          expect((await journal.event(damaged))?.seq).toBe(damaged)
        }
        // Those that earlier versions wrote are compared, too: over the body first, or the headers.
        const json = JSON.stringify(payload.headers)
        const owner = `1 ${noon} POST ${payload.url}\n`
        for (const parts of [
          [owner, body, sealedHeaders, json],
          [owner, json, sealedHeaders, body],
        ]) {
          const digits = parts
            .reduce((sum, part) => crc32(part, sum), 0)
            .toString(16)
            .padStart(8, '0')
          const other = digits.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'))
          const [sound, damaged] = [await append(), await append()]
          await subject.spoil(sound, 'headers', Buffer.from(`${json}\n${digits}`))
          await subject.spoil(damaged, 'headers', Buffer.from(`${json}\n${other}`))
          const found = await journal.payloads([sound, damaged])
          expect(found.get(sound)?.payload.headers).toEqual(payload.headers)
          expect(found.damaged).toEqual(new Set([damaged]))
        }
        // From before there were checksums: believed.
        const old = await append()
        await subject.spoil(old, 'headers', Buffer.from(JSON.stringify(payload.headers)))
        const found = await journal.payloads([old])
        expect(found.get(old)?.payload.headers).toEqual(payload.headers)
        expect(found.damaged).toBeUndefined()
      },
    )

    journalTest(open, 'counts outlive a restart', async (subject) => {
      await mixed(subject.journal)
      const before = await subject.journal.stats()
      await subject.reopen()
      expect(await subject.journal.stats()).toEqual(before)
    })
  })
}
