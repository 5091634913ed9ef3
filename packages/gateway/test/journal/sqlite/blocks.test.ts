import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { journalFile } from '../../../src/journal/sqlite/connection.ts'
import { accepted, noon, sampleEvent, setUp } from '../samples.ts'
import { sqliteSubject } from './subject.ts'

// A store of before has no sums: they are made behind retention, in steps, and what is appended meanwhile waits for its turn.

test('blocks that are not summed up are caught up with, in their order, and looked at until then', async () => {
  const subject = await sqliteSubject()
  try {
    const { epoch } = await setUp(subject.journal)
    const append = async (count: number): Promise<void> => {
      for (let left = count; left > 0; left -= 1000) {
        const events = Array.from({ length: Math.min(left, 1000) }, () => sampleEvent({ epoch }))
        for (const answer of await subject.journal.append(events)) accepted(answer)
      }
    }
    await append(6 * 4096 - 100)
    await subject.tamper('delete from event_block')
    await append(200)
    const blocksOf = async (source: number) =>
      await subject.journal.blocks({ sources: [source], at: null, upwards: true, limit: 99 })
    const all = [0, 1, 2, 3, 4, 5, 6]
    expect([await blocksOf(1), await blocksOf(2)]).toEqual([all, all])
    const limits = { payloadsBefore: 0, eventsBefore: 0, attemptsBefore: 0, ledgerBefore: 0, limit: 100 }
    let steps = 0
    while ((await subject.journal.prune({ ...limits, now: noon })).more) steps++
    expect(steps).toBeGreaterThan(0)
    // The last block is not whole.
    expect([await blocksOf(1), await blocksOf(2)]).toEqual([all, [6]])
    const db = new DatabaseSync(journalFile(subject.folder), { readOnly: true })
    expect(db.prepare('select block, count from event_block where source = 0').all()).toHaveLength(6)
    db.close()
  } finally {
    await subject.close()
  }
})
