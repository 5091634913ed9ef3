import { readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { journalFile, openForWriting } from '../../../src/journal/sqlite/connection.ts'
import { migrate } from '../../../src/journal/sqlite/migrate.ts'
import { createWriteAheadLog } from '../../../src/journal/sqlite/write/log.ts'
import { createPurge } from '../../../src/journal/sqlite/write/purge.ts'
import { temporaryFolder } from './subject.ts'

/** The same numbers in each run. */
function random(): () => number {
  let state = 12_345
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
}

/** Answers that come and go in any order, as attempts do; answers the numbers of those that are there. */
function churn(db: DatabaseSync): Set<number> {
  const next = random()
  const insert = db.prepare(
    'insert into attempt (seq, lane, replay, n, at, ms, answer) values (?, 1, 0, 1, 0, 0, ?)',
  )
  const remove = db.prepare('delete from attempt where seq = ?')
  const waiting: number[] = []
  const there = new Set<number>()
  let last = 0
  for (let round = 0; round < 400; round++) {
    db.exec('begin')
    for (let at = 0; at < 50; at++) waiting.push(++last)
    for (let at = waiting.length - 1; at >= 0; at--) {
      const seq = waiting[at]
      if (seq === undefined || next() > 0.3) continue
      waiting.splice(at, 1)
      insert.run(seq, Buffer.from(`<${String(seq).padStart(7, '0')}>`.repeat(1 + Math.floor(next() * 40))))
      there.add(seq)
    }
    for (const seq of [...there]) {
      if (next() > (seq < last - 8000 ? 0.1 : 0.005)) continue
      remove.run(seq)
      there.delete(seq)
    }
    db.exec('commit')
  }
  return there
}

/** Numbers that stand in the files though their rows are gone. */
function leftovers(folder: string, there: ReadonlySet<number>): number[] {
  const left = new Set<number>()
  for (const file of [journalFile(folder), `${journalFile(folder)}-wal`]) {
    for (const [, digits] of readFileSync(file, 'latin1').matchAll(/<(\d{7})>/g)) {
      if (!there.has(Number(digits))) left.add(Number(digits))
    }
  }
  return [...left]
}

test('what SQLite leaves behind in its pages is overwritten, and nothing else', async () => {
  const { folder, remove } = await temporaryFolder()
  const db = openForWriting(folder, 16_384)
  try {
    migrate(db)
    db.exec('pragma synchronous = off')
    const there = churn(db)
    db.exec('pragma wal_checkpoint(truncate)')
    // Deleted with secure_delete on, and still there: moved to another page once.
    expect(leftovers(folder, there).length).toBeGreaterThan(0)
    const rows = () => db.prepare('select seq, answer from attempt order by seq').all()
    const before = rows()

    const purge = createPurge(db, folder, createWriteAheadLog(db))
    purge.begin()
    while (purge.step() !== 'done');

    expect(leftovers(folder, there)).toEqual([])
    expect(rows()).toEqual(before)
    expect(db.prepare('pragma integrity_check').all()).toEqual([{ integrity_check: 'ok' }])
    db.close()
    purge.close()
    const again = new DatabaseSync(journalFile(folder), { readOnly: true })
    expect(again.prepare('select count(*) as rows from attempt').get()).toEqual({ rows: there.size })
    again.close()
  } finally {
    if (db.isOpen) db.close()
    await remove()
  }
})
