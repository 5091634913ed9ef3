import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { journalFile } from '../../../src/journal/sqlite/connection.ts'
import { eraseNow, purgeAll, sampleErasure } from '../conformance/erasures.ts'
import { pruneAll } from '../conformance/keep.ts'
import { accepted, noon, sampleEvent, setUp } from '../samples.ts'
import { sqliteSubject } from './subject.ts'

test('no row of the index is left of an event whose content is gone', async () => {
  const subject = await sqliteSubject()
  try {
    const { journal, folder } = subject
    const { epoch } = await setUp(journal)
    const answers = await journal.append(
      Array.from({ length: 30 }, (_, n) =>
        sampleEvent({ epoch, values: [1, 100 + n], receivedAt: noon + n }),
      ),
    )
    const seqs = answers.map((answer) => accepted(answer).seq)
    const indexed = (): number[] => {
      const db = new DatabaseSync(journalFile(folder), { readOnly: true })
      const rows = db.prepare('select distinct seq from path_value order by seq').all()
      db.close()
      return rows.map(({ seq }) => Number(seq))
    }
    expect(indexed()).toEqual(seqs)
    const erasure = await journal.createErasure(sampleErasure())
    await eraseNow(journal, erasure, seqs.slice(20, 25))
    await purgeAll(journal, erasure.number)
    expect(indexed()).toEqual([...seqs.slice(0, 20), ...seqs.slice(25)])
    await pruneAll(journal, { payloadsBefore: noon + 10 })
    expect(indexed()).toEqual([...seqs.slice(10, 20), ...seqs.slice(25)])
    await pruneAll(journal, { eventsBefore: noon + 100, attemptsBefore: noon + 100 })
    expect(indexed()).toEqual([])
  } finally {
    await subject.close()
  }
})
