import { describeJournal } from '../conformance.ts'
import { sqliteSubject } from './subject.ts'

// Each key is written soon, each few pages are checkpointed: the same promises where every edge is met.
describeJournal(
  'SQLite with hardly any memory',
  () =>
    sqliteSubject({
      ledgerKeys: 3,
      ledgerTail: 5,
      checkpointPages: 8,
      walLimitPages: 64,
      writerCacheKib: 64,
      readerCacheKib: 64,
    }),
  process.env.COUNTERSIGN_TEST_JOURNAL === 'all' ? 'all' : 'what fills a store',
)
