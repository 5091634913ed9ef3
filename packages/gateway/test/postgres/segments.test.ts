import { expect, test } from 'vitest'
import type { Journal } from '../../src/journal/journal.ts'
import type { NewEvent } from '../../src/journal/port/intake.ts'
import { accepted, appendOne, fenceOf, noon, sampleAttempt, sampleEvent, setUp } from '../journal/samples.ts'
import { withServer } from './with-server.ts'

const world = withServer()
const hour = 3_600_000

async function partitions(url: string): Promise<string[]> {
  const rows = await world.server.query(
    `select relname from pg_class where relkind = 'r' and relispartition order by relname`,
    url,
  )
  return rows.map((row) => String(row.relname))
}

/** Events that are indexed under something, those that have their content and those that have not. */
async function indexed(url: string): Promise<{ kept: number; left: number }> {
  const [row] = await world.server.query(
    `select count(*) filter (where p.seq is not null)::int as kept, count(*) filter (where p.seq is null)::int as left
       from countersign.path_value v left join countersign.payload p on p.seq = v.seq`,
    url,
  )
  return { kept: Number(row?.kept), left: Number(row?.left) }
}

async function prune(journal: Journal, before: number, payloadsBefore = before): Promise<void> {
  const limits = {
    payloadsBefore,
    eventsBefore: before,
    attemptsBefore: before,
    ledgerBefore: before,
  }
  for (let steps = 0; steps < 500; steps++) if (!(await journal.prune({ ...limits, limit: 100 })).more) return
  throw new Error('retention never ends')
}

function batch(count: number, change: Partial<NewEvent>): NewEvent[] {
  return Array.from({ length: count }, () => sampleEvent(change))
}

test('segments are made ahead of the sequence', async () => {
  const url = await world.server.database()
  const journal = await world.open({ url, segmentSize: 500 })
  const { epoch } = await setUp(journal)
  const answers = await Promise.all(Array.from({ length: 60 }, () => journal.append(batch(100, { epoch }))))
  const seqs = answers.flat().map((answer) => accepted(answer).seq)
  expect((await journal.payloads(seqs)).size).toBe(6000)
})

test('two gateways that run out of segments at once make each once', async () => {
  const url = await world.server.database()
  const [one, two] = [
    await world.open({ url, segmentSize: 500 }),
    await world.open({ url, segmentSize: 500 }),
  ]
  const { epoch } = await setUp(one)
  // As if a third had used up all that was made ahead.
  await world.server.query(`select setval('countersign.event_seq', 20000)`, url)
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, i) => (i % 2 ? one : two).append(batch(10, { epoch }))),
  )
  expect(new Set(answers.flat().map((answer) => accepted(answer).seq)).size).toBe(400)
})

test('a segment that filled quickly goes whole, but not while a row of it is queued', async () => {
  const url = await world.server.database()
  const journal = await world.open({ url, segmentSize: 500 })
  const { epoch, lanes } = await setUp(journal, 'app')
  const lane = lanes[0] ?? -1
  const fence = await fenceOf(journal, 'me', lane)
  const values = [1]
  await journal.append(batch(499, { epoch, values }))
  const waiting = await appendOne(
    journal,
    sampleEvent({ epoch, values, queue: [{ lane, due: noon, orderKey: null }] }),
  )
  await journal.append(batch(1000, { epoch, values, receivedAt: noon + 48 * hour }))

  await prune(journal, noon + 24 * hour, 0)
  expect(await partitions(url)).toContain('event_1')
  // Nothing was removed row by row either: that would leave 499 dead rows to be vacuumed.
  expect(await journal.events({ limit: 2000 })).toHaveLength(1500)
  expect(await indexed(url)).toEqual({ kept: 1500, left: 0 })

  const at = { due: noon, seq: waiting, replay: 0 }
  await journal.settle('me', [{ lane, fence, at, attempt: sampleAttempt(), next: { state: 'delivered' } }])
  await prune(journal, noon + 24 * hour)
  const left = await partitions(url)
  expect(left).not.toContain('event_1')
  expect(left).not.toContain('payload_1')
  expect(left).not.toContain('attempt_1')
  expect(left).toContain('event_501')
  expect(await indexed(url)).toEqual({ kept: 1000, left: 0 })
  expect(await journal.events({ limit: 2000 })).toHaveLength(1000)
  expect(await journal.event(waiting)).toBeNull()
  expect(await journal.enqueue([{ lane, seq: waiting, due: noon, replay: 1, orderKey: null }])).toBe(0)
})

test('payloads that live shorter are emptied out of a segment whose events stay', async () => {
  const url = await world.server.database()
  const journal = await world.open({ url, segmentSize: 500 })
  const { epoch } = await setUp(journal)
  const seqs = (await journal.append(batch(500, { epoch, values: [1, 2] }))).map(
    (answer) => accepted(answer).seq,
  )
  await journal.append(batch(1000, { epoch, receivedAt: noon + 48 * hour }))
  const limits = { eventsBefore: 0, attemptsBefore: 0, ledgerBefore: 0, limit: 100 }
  const left = async (): Promise<number> => (await journal.payloads(seqs)).size
  // Segments may be made ahead at this moment; then the next round empties.
  for (let rounds = 0; rounds < 100 && (await left()) > 0; rounds++)
    while ((await journal.prune({ ...limits, payloadsBefore: noon + 24 * hour })).more);
  expect(await left()).toBe(0)
  expect(await journal.events({ limit: 2000 })).toHaveLength(1500)
  const [row] = await world.server.query(`select pg_relation_size('countersign.payload_1')::int as size`, url)
  expect(row?.size).toBe(0)
  expect(await indexed(url)).toEqual({ kept: 0, left: 0 })
})

test('what died long after its segment filled stays listed, and the rest of the segment goes without it', async () => {
  const url = await world.server.database()
  const journal = await world.open({ url, segmentSize: 500 })
  const { epoch, lanes } = await setUp(journal, 'app')
  const lane = lanes[0] ?? -1
  const queue = [{ lane, due: noon + 48 * hour, orderKey: null }]
  const values = [1]
  await journal.append(batch(249, { epoch, values }))
  const waiting = await appendOne(journal, sampleEvent({ epoch, values, queue }))
  await journal.append(batch(250, { epoch, values }))
  await journal.append(batch(1000, { epoch, values, receivedAt: noon + 48 * hour }))
  const round = async (attemptsBefore: number, eventsBefore: number) => {
    const limits = { attemptsBefore, eventsBefore, ledgerBefore: 0, limit: 100 }
    while (
      (await journal.prune({ ...limits, payloadsBefore: noon + 24 * hour, now: noon + 48 * hour })).more
    );
    const dead = await journal.deliveries({ state: 'dead', limit: 10 })
    return [dead.map(({ seq }) => seq), (await journal.events({ limit: 2000 })).length]
  }
  // It dies as its payload's time is over, which is the time of attempts, too: its own attempt has just been made.
  expect(await round(noon + 24 * hour, 0)).toEqual([[waiting], 1500])
  expect(await round(noon + 24 * hour, 0)).toEqual([[waiting], 1500])
  expect(await round(noon + 24 * hour, noon + 24 * hour)).toEqual([[waiting], 1001])
  expect(await indexed(url)).toEqual({ kept: 1000, left: 0 })
  expect(await partitions(url)).toContain('event_1')
  expect(await round(noon + 49 * hour, noon + 24 * hour)).toEqual([[], 1000])
  expect(await partitions(url)).not.toContain('event_1')
})
