import { randomBytes } from 'node:crypto'
import type { QueuePosition } from '../../../src/journal/port/queue.ts'
import { openSqliteJournal } from '../../../src/journal/sqlite/open.ts'
import { fenceOf, noon, sampleAttempt, sampleEvent, setUp } from '../samples.ts'

/**
 * Appends and settles without end and says on stdout, as a line each, what has been answered: `event KEY SEQ`
 * and `settled SEQ`. To be killed.
 */
const journal = await openSqliteJournal({
  folder: process.argv[2] ?? '',
  tuning: { ledgerKeys: 400, ledgerTail: 1500, checkpointPages: 64, walLimitPages: 512 },
})
const { epoch, lanes } = await setUp(journal, 'app')
const lane = lanes[0] ?? -1
const fence = await fenceOf(journal, 'child', lane)

async function one(): Promise<void> {
  const key = new Uint8Array(randomBytes(16))
  const event = sampleEvent({
    epoch,
    queue: [{ lane, due: noon, orderKey: null }],
    ledger: { key, repeat: 'suppress' },
  })
  const [first, second] = await journal.append([event, event])
  if (first?.outcome !== 'accepted' || second?.outcome !== 'duplicate') throw new Error('not as promised')
  process.stdout.write(`event ${Buffer.from(key).toString('hex')} ${first.seq}\n`)
  if (first.seq % 2 === 0) return
  const at: QueuePosition = { due: noon, seq: first.seq, replay: 0 }
  const settlement = { lane, fence, at, attempt: sampleAttempt(), next: { state: 'delivered' } } as const
  const [settled] = await journal.settle('child', [settlement])
  if (!settled) throw new Error('not settled')
  process.stdout.write(`settled ${first.seq}\n`)
}

await Promise.all(
  Array.from({ length: 24 }, async () => {
    for (;;) await one()
  }),
)
