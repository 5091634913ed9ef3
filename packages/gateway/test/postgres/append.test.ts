import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { JournalUnavailable } from '../../src/journal/errors.ts'
import type { Journal } from '../../src/journal/journal.ts'
import type { Appended, NewEvent } from '../../src/journal/port/intake.ts'
import type { Verdict } from '../../src/model/event.ts'
import { accepted, ledger, noon, sampleEvent, samplePayload, setUp } from '../journal/samples.ts'
import { withServer } from './with-server.ts'

const world = withServer()
const texts = [
  '',
  'a"b\\c,{}',
  'NULL',
  'nul\0in',
  'grüße 🦉',
  `${'x'.repeat(39)}é`,
  'y'.repeat(5000),
  'lone \ud800',
]
const verdicts: readonly Verdict[] = ['verified', 'authenticated', 'unsigned', 'published', 'backfilled']

/** Everything that can be odd about an event. */
function oddEvents(epoch: number, lanes: readonly number[]): NewEvent[] {
  return texts.map((text, i) =>
    sampleEvent({
      epoch,
      verdict: verdicts[i % verdicts.length] ?? 'verified',
      secret: i % 2 ? text : null,
      type: text,
      providerEventId: i % 3 ? text : null,
      receivedAt: noon + i * 2 ** 30,
      contentType: i % 2 ? null : text,
      payload: samplePayload({
        url: `/in/webex?${text}`,
        headers: [['x-text', text.replace('\0', '')]],
        sealedHeaders: i % 2 ? randomBytes(i * 100) : null,
        body: Buffer.from(Array.from({ length: i === 0 ? 0 : 256 * i }, (_, n) => n % 256)),
      }),
      ledger: i % 2 ? ledger(`key ${i}`) : null,
      queue: lanes.slice(0, i % 3).map((lane) => ({ lane, due: noon + i, orderKey: i % 2 ? text : null })),
    }),
  )
}

async function stored(journal: Journal, answers: readonly Appended[]): Promise<unknown[]> {
  const seqs = answers.map((answer) => accepted(answer).seq)
  const found = await journal.payloads(seqs)
  return seqs.map((seq) => {
    const { event, payload } = found.get(seq) ?? {}
    return { ...event, seq: 0, tag: 0, ...payload, body: Buffer.from(payload?.body ?? []).toString('hex') }
  })
}

async function queued(journal: Journal, lanes: readonly number[], first: number): Promise<unknown[]> {
  const rows = await Promise.all(lanes.map((lane) => journal.due(lane, noon * 2, null, 100)))
  return rows.flat().map((row) => ({ ...row, seq: row.seq - first }))
}

test('a plain batch is stored as any other is', async () => {
  const [one, two] = [
    await world.open({ url: await world.server.database() }),
    await world.open({ url: await world.server.database() }),
  ]
  const [first, second] = [await setUp(one, 'app', 'other'), await setUp(two, 'app', 'other')]
  expect(second.lanes).toEqual(first.lanes)
  const events = oddEvents(first.epoch, first.lanes)
  const plain = await one.append(events)
  // One that drops repeats for a while takes the whole batch the general way.
  const general = await two.append([
    ...oddEvents(second.epoch, second.lanes),
    sampleEvent({ epoch: second.epoch, ledger: ledger('m', 1000) }),
  ])

  const strip = (value: unknown): string =>
    JSON.stringify(value, (key, each) => (key === 'sealedHeaders' && each ? 'sealed' : each))
  expect(strip(await stored(one, plain))).toBe(strip(await stored(two, general.slice(0, -1))))
  const sealed = (await one.payloads(plain.map((answer) => accepted(answer).seq))).get(accepted(plain[7]).seq)
  expect(Buffer.from(sealed?.payload.sealedHeaders ?? [])).toEqual(events[7]?.payload.sealedHeaders)
  expect(await queued(one, first.lanes, accepted(plain[0]).seq)).toEqual(
    await queued(two, first.lanes, accepted(general[0]).seq),
  )
  const { events: count, verified, ...rest } = await one.stats()
  expect(await two.stats()).toEqual({ ...rest, events: count + 1, verified: verified + 1 })
})

test('repeats within a plain batch are told, counted and not queued', async () => {
  const journal = await world.open({ url: await world.server.database() })
  const { epoch, lanes } = await setUp(journal, 'app')
  const lane = lanes[0] ?? -1
  const keyed = (text: string): NewEvent =>
    sampleEvent({ epoch, ledger: ledger(text), queue: [{ lane, due: noon, orderKey: null }] })
  const before = await journal.append([keyed('a'), keyed('b')])
  const answers = await journal.append([keyed('c'), keyed('b'), sampleEvent({ epoch }), keyed('a')])
  expect(answers.map(({ outcome }) => outcome)).toEqual(['accepted', 'duplicate', 'accepted', 'duplicate'])
  const [a, b] = before.map(accepted)
  expect(answers[1]).toEqual({ outcome: 'duplicate', seq: b?.seq, tag: b?.tag })
  expect(answers[3]).toEqual({ outcome: 'duplicate', seq: a?.seq, tag: a?.tag })
  expect(await journal.due(lane, noon, null, 10)).toHaveLength(3)
  expect(await journal.stats()).toMatchObject({ events: 4, verified: 4, duplicates: 2 })
  expect(await journal.append([keyed('a')])).toEqual([{ outcome: 'duplicate', seq: a?.seq, tag: a?.tag }])
  expect((await journal.append([sampleEvent({ epoch: epoch - 1 })]))[0]?.outcome).toBe('stale')
})

test('connections that are cut in the middle lose nothing that was answered, and double nothing', async () => {
  const url = await world.server.database()
  const journal = await world.open({ url })
  const { epoch } = await setUp(journal)
  let sending = true
  const answered = new Map<number, string>()
  let refused = 0
  async function sender(name: number): Promise<void> {
    for (let n = 0; sending; n++) {
      const text = `${name}:${n}`
      const event = sampleEvent({ epoch, type: text, ledger: ledger(text) })
      for (;;) {
        try {
          const [answer] = await journal.append([event])
          // A repeat of what was committed before its answer could come.
          if (answer?.outcome === 'accepted' || answer?.outcome === 'duplicate')
            answered.set(answer.seq, text)
          break
        } catch (error) {
          expect(error).toBeInstanceOf(JournalUnavailable)
          refused++
          await wait(5)
        }
      }
    }
  }
  const senders = Array.from({ length: 40 }, (_, name) => sender(name))
  for (let cut = 0; cut < 12; cut++) {
    const before = answered.size
    await expect.poll(() => answered.size, { timeout: 20_000, interval: 10 }).toBeGreaterThan(before)
    await world.server.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`,
      url,
    )
  }
  const before = answered.size
  await expect.poll(() => answered.size, { timeout: 20_000, interval: 10 }).toBeGreaterThan(before)
  sending = false
  await Promise.all(senders)
  expect(refused).toBeGreaterThan(0)
  const rows = await world.server.query('select seq, type from countersign.event order by seq', url)
  expect(new Map(rows.map((row) => [Number(row.seq), String(row.type)]))).toEqual(
    new Map([...answered].sort(([a], [b]) => a - b)),
  )
  expect(new Set(answered.values()).size).toBe(answered.size)
})
