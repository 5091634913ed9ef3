import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { journalFile } from '../../src/journal/sqlite/connection.ts'
import { openSqliteJournal } from '../../src/journal/sqlite/open.ts'
import { noon } from '../journal/samples.ts'
import { sqliteSubject } from '../journal/sqlite/subject.ts'
import { Marked, marksIn } from './marked.ts'

describe('on SQLite', () => {
  test('not a byte of what was erased is left in the data folder, whatever goes on meanwhile', async () => {
    const subject = await sqliteSubject()
    try {
      const { journal, folder } = subject
      const marked = await Marked.on(journal)
      for (let steps = 0; steps < 60; steps++) await marked.step(50)
      // Rows go, pages are merged, and what was moved leaves its bytes behind.
      const limits = { eventsBefore: 0, attemptsBefore: noon + 400, ledgerBefore: 0, limit: 1000, now: noon }
      while ((await journal.prune({ ...limits, payloadsBefore: noon + 500 })).more);
      await marked.step(50)

      const all = [...marked.seqs.keys()]
      const erased = all.filter((n) => n % 7 === 3 || (n > 1000 && n < 1200))
      const before = await marksIn(folder)
      expect(erased.filter((n) => n > 500).every((n) => before.has(n))).toBe(true)

      await marked.erase(erased, () => marked.step(10))

      const after = await marksIn(folder)
      expect(erased.filter((n) => after.has(n))).toEqual([])
      expect(after.has(0)).toBe(false)
      const kept = all.filter((n) => n > 500 && !erased.includes(n))
      expect(kept.filter((n) => !after.has(n))).toEqual([])
      const payloads = await journal.payloads(kept.map((n) => marked.seqs.get(n) ?? -1))
      for (const n of kept) {
        const body = payloads.get(marked.seqs.get(n) ?? -1)?.payload.body
        if (!marked.body(n).equals(body ?? Buffer.alloc(0)))
          expect.fail(`the body of ${n} is not what it was`)
      }
      await subject.reopen()
      const db = new DatabaseSync(journalFile(folder), { readOnly: true })
      expect(db.prepare('pragma integrity_check').all()).toEqual([{ integrity_check: 'ok' }])
      db.close()
    } finally {
      await subject.close()
    }
  })

  test('a purge that was broken off begins anew', async () => {
    const subject = await sqliteSubject()
    try {
      const { folder } = subject
      const marked = await Marked.on(subject.journal)
      for (let steps = 0; steps < 10; steps++) await marked.step(50)
      const filter = 'type == "jane-0000001;"'
      const selection = { events: null, source: null, from: null, to: null, filter }
      const made = { selection, reason: 'case 1', by: 'admin', createdAt: noon, filterHash: null }
      const { number, upto, cursor: from } = await subject.journal.createErasure(made)
      const events = [1, 2, 3].map((n) => marked.seqs.get(n) ?? -1)
      await subject.journal.erase({ number, from, to: upto, events, rejections: [], done: true, now: noon })
      await subject.journal.purge(number, noon)
      await subject.reopen()
      expect(await subject.journal.takeErasure('me', 1)).toMatchObject({ number, state: 'purging' })
      while ((await subject.journal.purge(number, noon)) !== 'done');
      const left = await marksIn(folder)
      expect([1, 2, 3].filter((n) => left.has(n))).toEqual([])
    } finally {
      await subject.close()
    }
  })

  test('a file of before is rewritten, so that it can shrink', async () => {
    const subject = await sqliteSubject()
    try {
      const { folder, journal } = subject
      const marked = await Marked.on(journal)
      await marked.step(50)
      await journal.close()
      const db = new DatabaseSync(journalFile(folder))
      db.exec('pragma journal_mode = delete; pragma auto_vacuum = none; vacuum')
      db.close()
      const again = await openSqliteJournal({ folder })
      expect(await again.events({ limit: 100 })).toHaveLength(50)
      await again.close()
      const after = new DatabaseSync(journalFile(folder), { readOnly: true })
      expect(after.prepare('pragma auto_vacuum').get()).toEqual({ auto_vacuum: 2 })
      after.close()
    } finally {
      await subject.close()
    }
  })
})
