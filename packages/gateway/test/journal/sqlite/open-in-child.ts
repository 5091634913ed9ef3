import { JournalRefused } from '../../../src/journal/errors.ts'
import { openSqliteJournal } from '../../../src/journal/sqlite/open.ts'

/** Opens the folder that it is given and says on stdout what came of it. */
try {
  const journal = await openSqliteJournal({ folder: process.argv[2] ?? '', lockWaitMs: 50 })
  await journal.close()
  console.log('open')
} catch (error) {
  console.log(error instanceof JournalRefused ? error.code : error)
  process.exitCode = 1
}
