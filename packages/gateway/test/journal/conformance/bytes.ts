import fc from 'fast-check'
import { describe, expect } from 'vitest'
import type { Payload } from '../../../src/model/event.ts'
import { appendOne, sampleEvent, samplePayload, sampleRejection, setUp } from '../samples.ts'
import type { OpenSubject } from '../subject.ts'
import { journalTest } from '../with-journal.ts'

const everyByte = Uint8Array.from({ length: 256 }, (_, value) => value)
const latin1 = Buffer.from(everyByte).toString('latin1')

const bodies: readonly (readonly [name: string, body: Uint8Array])[] = [
  ['empty', new Uint8Array(0)],
  ['all 256 values', everyByte],
  ['invalid UTF-8', Uint8Array.of(0xc3, 0x28, 0xff, 0xfe, 0xed, 0xa0, 0x80, 0x00)],
  ['a BOM', Buffer.from('\ufeff{}')],
  ['a view into a larger buffer', Buffer.from('xx{"a":1}yy').subarray(2, 9)],
  ['1 MiB', Uint8Array.from({ length: 1_048_576 }, (_, index) => (index * 31) % 256)],
]

/** Plain arrays compare by value, whatever class of view an engine answers. */
function plain(payload: Payload | undefined): unknown {
  return (
    payload && {
      ...payload,
      headers: payload.headers.map((pair) => [...pair]),
      sealedHeaders: payload.sealedHeaders && Buffer.from(payload.sealedHeaders).toString('hex'),
      body: Buffer.from(payload.body).toString('hex'),
    }
  )
}

export function describeBytes(open: OpenSubject): void {
  describe('bytes', () => {
    journalTest(open, 'a payload is read as it was written, before and after a restart', async (subject) => {
      const { epoch } = await setUp(subject.journal)
      const payloads = bodies.map(([name, body]) =>
        samplePayload({
          body,
          url: `/in/x?name=${name}`,
          sealedHeaders: everyByte,
          headers: [
            ['x-latin', latin1],
            ['x-twice', 'a'],
            ['x-twice', 'b'],
            ['x-empty', ''],
          ],
        }),
      )
      const answers = await subject.journal.append(payloads.map((payload) => sampleEvent({ epoch, payload })))
      const seqs = answers.map((answer) => (answer.outcome === 'accepted' ? answer.seq : -1))
      for (const restarted of [false, true]) {
        if (restarted) await subject.reopen()
        const kept = await subject.journal.payloads(seqs)
        for (const [index, seq] of seqs.entries()) {
          expect(plain(kept.get(seq)?.payload)).toEqual(plain(payloads[index]))
          expect(kept.get(seq)?.event.size).toBe(payloads[index]?.body.length)
          expect(await subject.journal.event(seq)).toEqual(kept.get(seq)?.event)
        }
      }
    })

    journalTest(open, 'a rejection keeps its request as it came', async ({ journal }) => {
      for (const [, body] of bodies) {
        const payload = samplePayload({ body, headers: [['x-latin', latin1]], sealedHeaders: everyByte })
        const [kept] = await journal.reject([sampleRejection({ payload })])
        expect(plain((await journal.rejection(kept?.seq ?? -1))?.payload)).toEqual(plain(payload))
      }
    })

    journalTest(open, 'any texts and bytes come back', async ({ journal }) => {
      const { epoch, lanes } = await setUp(journal, 'app')
      const lane = lanes[0] ?? -1
      // A NUL is refused by PostgreSQL's text; ingest and publish refuse it before.
      const text = fc.string({ unit: 'binary', maxLength: 40 }).map((each) => each.replaceAll('\0', ''))
      const header = fc.string({ unit: fc.integer({ min: 1, max: 255 }).map((n) => String.fromCharCode(n)) })
      let count = 0
      await fc.assert(
        fc.asyncProperty(
          fc.record({
            secret: fc.option(text),
            type: fc.option(text),
            providerEventId: fc.option(text),
            contentType: fc.option(text),
            orderKey: fc.option(text),
            url: text,
            headers: fc.array(fc.tuple(header, header), { maxLength: 5 }),
            body: fc.uint8Array({ maxLength: 300 }),
            sealedHeaders: fc.option(fc.uint8Array({ maxLength: 50 })),
          }),
          async ({ secret, type, providerEventId, contentType, orderKey: text, ...rest }) => {
            // Of rows with one key the first alone is answered.
            const orderKey = text === null ? null : `${text}${count++}`
            const payload = samplePayload(rest)
            const meta = { secret, type, providerEventId, contentType }
            const seq = await appendOne(
              journal,
              sampleEvent({ epoch, ...meta, payload, queue: [{ lane, due: 5, orderKey }] }),
            )
            const kept = (await journal.payloads([seq])).get(seq)
            expect(plain(kept?.payload)).toEqual(plain(payload))
            expect(kept?.event).toMatchObject(meta)
            const [row] = await journal.due(lane, 5, { due: 5, seq: seq - 1, replay: 0 }, 10)
            expect(row).toEqual({ lane, due: 5, seq, replay: 0, attempts: 0, earlier: 0, orderKey })
          },
        ),
        { numRuns: 60 },
      )
    })
  })
}
