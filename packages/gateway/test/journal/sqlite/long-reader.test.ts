import { statSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { MessageChannel } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { createCheckpoints } from '../../../src/journal/sqlite/checkpoints.ts'
import { openForReading, openForWriting } from '../../../src/journal/sqlite/connection.ts'
import { createWriteAheadLog } from '../../../src/journal/sqlite/write/log.ts'
import { temporaryFolder } from './subject.ts'

const tuning = { checkpointPages: 64, walLimitPages: 256 }

test('a reader that stays on, as a backup, is waited for once at the limit; once it has ended the log is given back', async () => {
  const { folder, remove } = await temporaryFolder()
  const db = openForWriting(folder, 1024)
  const copying = openForWriting(folder, 1024)
  db.exec('create table filled (body blob)')
  const log = createWriteAheadLog(db)
  let waits = 0
  const store = {
    ...log,
    emptyLog(waitMs: number) {
      waits++
      return log.emptyLog(Math.min(waitMs, 1))
    },
  }
  const { port1, port2 } = new MessageChannel()
  port2.on('message', () => {
    copying.prepare('pragma wal_checkpoint(passive)').get()
    port2.postMessage(true)
  })
  let now = 0
  const checkpoints = createCheckpoints(store, port1, tuning, () => now)
  const insert = db.prepare('insert into filled values (zeroblob(200000))')
  /** A commit of some 50 pages, and what is done behind it. */
  const commit = async () => {
    insert.run()
    checkpoints.written(false)
    for (let turns = 0; turns < 5; turns++) await turn()
    now += 500
  }
  const reader = openForReading(folder, 1024)
  try {
    await commit()
    reader.exec('begin; select count(*) from filled')
    for (let count = 0; count < 60; count++) await commit()
    expect(log.log().logged).toBeGreaterThan(4 * tuning.walLimitPages)
    expect(waits).toBe(1)

    reader.exec('commit')
    const size = (): number => statSync(join(folder, 'journal.sqlite-wal')).size
    for (let count = 0; count < 10 && size() > 0; count++) {
      now += 1000
      checkpoints.written(false)
      for (let turns = 0; turns < 5; turns++) await turn()
    }
    expect(size()).toBe(0)
    // From then on all is as it was before: the log stays within its limit.
    for (let count = 0; count < 30; count++) {
      await commit()
      expect(log.log().logged).toBeLessThan(tuning.walLimitPages + 64)
    }
  } finally {
    reader.close()
    checkpoints.close()
    copying.close()
    db.close()
    await remove()
  }
})
