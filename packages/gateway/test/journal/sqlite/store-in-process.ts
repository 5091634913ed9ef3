import { rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { journalFile } from '../../../src/journal/sqlite/connection.ts'
import { defaultTuning } from '../../../src/journal/sqlite/tuning.ts'
import { Pen } from '../../../src/journal/sqlite/wire/pen.ts'
import { openStore, type Store } from '../../../src/journal/sqlite/write/store.ts'
import { scratchFolder } from '../../harness/scratch-folder.ts'
import { auditKey } from '../samples.ts'

/** What writes, on the test's own thread, with all numbers that it answers, and what it has stored. */
export interface StoreInProcess {
  readonly store: Store
  /** Runs packed operations in one transaction; throws where one of them is refused. */
  run(write: (pen: Pen) => void): number[]
  rows(sql: string): unknown[]
}

/** Gives a test a store of its own, and removes it. */
export function withStore(body: (at: StoreInProcess) => void): void {
  const folder = scratchFolder('countersign-store-')
  const store = openStore(folder, defaultTuning, () => 0, auditKey)
  const db = new DatabaseSync(journalFile(folder), { timeout: 5000 })
  const run = (write: (pen: Pen) => void): number[] => {
    const pen = new Pen(new ArrayBuffer(8 * 4096), new ArrayBuffer(65_536))
    write(pen)
    const [numbers, bytes] = [pen.numbers.buffer as ArrayBuffer, pen.bytes.buffer as ArrayBuffer]
    const [done] = store.apply([{ kind: 'batch', numbers, bytes, length: pen.at }])
    if (done === undefined || done.faults.length > 0) throw new Error(JSON.stringify(done?.faults))
    return [...done.results]
  }
  const rows = (sql: string): unknown[] => {
    const found = db.prepare(sql).all()
    return found.map((row) => ({ ...row }))
  }
  try {
    body({ store, run, rows })
  } finally {
    db.close()
    store.close()
    rmSync(folder, { recursive: true })
  }
}
