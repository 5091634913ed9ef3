import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Journal } from '../../src/journal/journal.ts'
import { openSqliteJournal } from '../../src/journal/sqlite/open.ts'
import { describeJournal } from './conformance.ts'

describeJournal('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-journal-'))
  let journal: Journal = await openSqliteJournal({ folder })
  return {
    get journal() {
      return journal
    },
    reopen: async () => {
      await journal.close()
      journal = await openSqliteJournal({ folder })
    },
    close: async () => {
      await journal.close()
      await rm(folder, { recursive: true })
    },
  }
})
