import { statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import type { Journal } from '../../../src/journal/journal.ts'
import { journalFile } from '../../../src/journal/sqlite/connection.ts'
import { ledger, noon, sampleEvent, samplePayload, setUp } from '../samples.ts'
import { sqliteSubject } from './subject.ts'

async function fill(journal: Journal, epoch: number, from: number, count: number): Promise<void> {
  for (let at = 0; at < count; at += 500) {
    await journal.append(
      Array.from({ length: 500 }, (_, index) =>
        sampleEvent({
          ...{ epoch, receivedAt: noon + from + at + index, ledger: ledger(`${from + at + index}`) },
          payload: samplePayload({ body: Buffer.alloc(3000, index) }),
        }),
      ),
    )
  }
}

async function pruneAll(journal: Journal, before: number): Promise<void> {
  const limits = { payloadsBefore: before, eventsBefore: before, attemptsBefore: before }
  for (let steps = 0; steps < 5000; steps++) {
    if (!(await journal.prune({ ...limits, ledgerBefore: before, limit: 1000 })).more) return
  }
  throw new Error('retention never ends')
}

function pagesOf(folder: string): number {
  const db = new DatabaseSync(journalFile(folder), { readOnly: true })
  try {
    return Number(db.prepare('pragma page_count').get()?.page_count)
  } finally {
    db.close()
  }
}

test('the file stays flat while events come and go, and gives back what many leave', async () => {
  const subject = await sqliteSubject()
  try {
    const { journal, folder } = subject
    const { epoch } = await setUp(journal)
    const each = 2000
    const sizes: number[] = []
    for (let cycle = 0; cycle < 6; cycle++) {
      await fill(journal, epoch, cycle * each, each)
      // One cycle's worth of events stays.
      await pruneAll(journal, noon + cycle * each)
      sizes.push(pagesOf(folder))
    }
    const [, , third = 0, ...later] = sizes
    for (const size of later) expect(size).toBeLessThan(third * 1.25)

    await fill(journal, epoch, 6 * each, 4 * each)
    const most = pagesOf(folder)
    expect(most).toBeGreaterThan(third * 2)
    // What is kept for the next events: 4 MiB at least. Retention waits where the log is not copied yet.
    const pruned = async (): Promise<number> => {
      await pruneAll(journal, noon + 100 * each)
      return pagesOf(folder)
    }
    await expect.poll(pruned).toBeLessThan(Math.min(most / 4, 2500))
    await subject.reopen()
    expect(statSync(journalFile(folder)).size).toBeLessThan(2500 * 4096)
    expect(await subject.journal.events({ limit: 10 })).toEqual([])
  } finally {
    await subject.close()
  }
})
