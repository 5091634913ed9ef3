import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, expect, test } from 'vitest'
import { backUp } from '../../src/journal/backup/backup.ts'
import { journalFile } from '../../src/journal/sqlite/connection.ts'
import { openSqliteJournal } from '../../src/journal/sqlite/open.ts'
import { scratchFolder } from '../harness/scratch-folder.ts'
import { sampleEvent, samplePayload } from '../journal/samples.ts'

const folder = scratchFolder('countersign-backup-')
afterAll(() => rmSync(folder, { recursive: true }))

/** What SQLite counts in a file. */
const count = (file: string): number => {
  const db = new DatabaseSync(file, { readOnly: true })
  const [rows] = Object.values(db.prepare('select count(*) from token_use').get() ?? {})
  db.close()
  return Number(rows)
}

test('a backup is of the moment at which it began, and ends, though a commit goes between any two of its steps', async () => {
  const journal = await openSqliteJournal({ folder })
  const payload = samplePayload({ body: new Uint8Array(900_000).fill(120) })
  await journal.append(Array.from({ length: 6 }, () => sampleEvent({ payload })))
  await journal.close()

  const other = new DatabaseSync(journalFile(folder))
  const write = other.prepare('insert into token_use (id, at) values (?, 1)')
  const file = join(folder, 'backup.sqlite')
  let commits = 0
  const onProgress = (): void => {
    // Without end for a copy that begins anew with each.
    if (commits < 500) write.run(`tok_${commits++}`)
  }
  await backUp({ folder, file, bytesPerSecond: Number.MAX_VALUE, onProgress })
  other.close()

  expect(commits).toBeGreaterThan(3)
  expect(commits).toBeLessThan(50)
  expect(count(journalFile(folder))).toBe(commits)
  expect(count(file)).toBe(0)
})
