import { copyFileSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { restore } from '../../src/journal/backup/restore.ts'
import { journalFile } from '../../src/journal/sqlite/connection.ts'
import { openSqliteJournal } from '../../src/journal/sqlite/open.ts'
import { scratchFolder } from '../harness/scratch-folder.ts'

test('the log of a store that is gone is not added to a backup', async () => {
  const folder = scratchFolder('countersign-restore-')
  try {
    const [data, source] = [join(folder, 'data'), join(folder, 'source')]
    for (const each of [data, source]) mkdirSync(each)
    const journal = await openSqliteJournal({ folder: source })
    await journal.close()
    const file = join(folder, 'backup.sqlite')
    copyFileSync(journalFile(source), file)
    // Another page of the store stands in the log alone.
    const db = new DatabaseSync(journalFile(source))
    db.exec('pragma wal_autocheckpoint = 0; create table later (n); insert into later values (1)')
    copyFileSync(`${journalFile(source)}-wal`, `${journalFile(data)}-wal`)
    db.close()
    await restore({ file, folder: data, deliverPending: true, now: 0 })
    const restored = new DatabaseSync(journalFile(data))
    expect(restored.prepare("select name from sqlite_schema where name = 'later'").all()).toEqual([])
    restored.close()
  } finally {
    rmSync(folder, { recursive: true })
  }
})
