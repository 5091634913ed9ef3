import { chmodSync, copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { endWithoutTry } from '../../model/delivery.ts'
import { journalFile } from '../sqlite/connection.ts'
import { storeFault } from '../sqlite/fault.ts'
import { lockFolder } from '../sqlite/lock.ts'
import { refuseOthers } from '../sqlite/migrate.ts'
import { openSqliteJournal } from '../sqlite/open.ts'
import { sync } from './sync.ts'

/** A file is no backup that can be restored. */
export class BackupDamaged extends Error {
  override readonly name = 'BackupDamaged'
}

/** What a backup holds. */
export interface Held {
  readonly events: number
  /** When the last of them was received, in ms; null for none. */
  readonly lastReceivedAt: number | null
  /** Deliveries that had not ended. */
  readonly waiting: number
  /** Of the sealing key of its time; null where none had sealed anything yet. */
  readonly keyFingerprint: string | null
}

/**
 * Looks a backup over. Throws `BackupDamaged` for a file that is cut or broken, `JournalRefused` for one of another
 * program or of a newer version.
 */
export function inspectBackup(file: string): Held {
  try {
    const db = new DatabaseSync(file, { readOnly: true })
    try {
      refuseOthers(db, file)
      const [found] = Object.values(db.prepare('pragma quick_check(1)').get() ?? {})
      if (found !== 'ok') throw new BackupDamaged(`${file} is damaged: ${found}. Take another backup.`)
      const one = (sql: string): number | null => {
        const [value] = Object.values(db.prepare(sql).get() ?? {})
        return value == null ? null : Number(value)
      }
      const kept = db.prepare('select key_fingerprint as fingerprint from state').get()?.fingerprint
      return {
        keyFingerprint: typeof kept === 'string' ? kept : null,
        events: one('select count(*) from event') ?? 0,
        lastReceivedAt: one('select received_ms from event order by seq desc limit 1'),
        waiting: one('select count(*) from queue') ?? 0,
      }
    } finally {
      db.close()
    }
  } catch (error) {
    if (storeFault(error) === null && !/no such table|malformed/.test(String(error))) throw error
    throw new BackupDamaged(`${file} is no whole backup of a store: it is cut, damaged or empty.`)
  }
}

/** How a backup is restored. */
export interface RestoreOptions {
  readonly file: string
  readonly folder: string
  /** Whether what waits in it is delivered, or ends as discarded. */
  readonly deliverPending: boolean
  readonly now: number
}

/** What came of it. */
export interface Restored {
  /** Where the store that was there is now; null where there was none. */
  readonly before: string | null
  readonly discarded: number
}

/**
 * Puts a backup in the place of a data folder's store, and keeps what was there beside it. All is made ready before
 * anything is moved. Broken off earlier, the folder is as it was; broken off between the two moves at the end it has no
 * store, no gateway begins an empty one there, and the same call again goes on. Throws `JournalRefused`,
 * `ERR_DATA_FOLDER_IN_USE` where a gateway runs on it.
 */
export async function restore({ file, folder, deliverPending, now }: RestoreOptions): Promise<Restored> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const lock = lockFolder(folder, 0)
  const ready = join(folder, 'restoring')
  try {
    rmSync(ready, { recursive: true, force: true })
    mkdirSync(ready, { mode: 0o700 })
    copyFileSync(file, journalFile(ready))
    chmodSync(journalFile(ready), 0o600)
    const discarded = deliverPending ? 0 : await discardWaiting(ready, now)
    sync(journalFile(ready), 'file')
    const before = moveAside(folder, now)
    renameSync(journalFile(ready), journalFile(folder))
    sync(folder, 'folder')
    return { before, discarded }
  } finally {
    rmSync(ready, { recursive: true, force: true })
    lock.release()
  }
}

/** Throws `JournalRefused`, `ERR_DATA_FOLDER_IN_USE`, where a gateway runs on a data folder; changes nothing. */
export function refuseInUse(folder: string): void {
  if (existsSync(journalFile(folder))) lockFolder(folder, 0).release()
}

/** The file, and what goes beside it while it is open. */
const parts = ['', '-wal', '-shm']

/** A log without its file, as a restore leaves it that was killed in between, goes too: SQLite would add it to the backup. */
function moveAside(folder: string, now: number): string | null {
  const file = journalFile(folder)
  const there = parts.filter((part) => existsSync(`${file}${part}`))
  if (there.length === 0) return null
  const moment = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '')
  const before = `${file}.until-${moment}`
  for (const part of there) renameSync(`${file}${part}`, `${before}${part}`)
  return there.includes('') ? before : null
}

const pageSize = 1000
const forEver = Number.MAX_SAFE_INTEGER

async function discardWaiting(folder: string, now: number): Promise<number> {
  const journal = await openSqliteJournal({ folder })
  try {
    const reason = 'It waited in a backup that was restored without delivering it.'
    const end = { ...endWithoutTry('ERR_DELIVERY_DISCARDED', now), answer: Buffer.from(reason) }
    let discarded = 0
    for (const { number: lane } of await journal.own('restore', 60_000)) {
      for (;;) {
        const rows = await journal.due(lane, forEver, null, pageSize)
        if (rows.length === 0) break
        const keys = rows.map(({ seq, replay }) => ({ seq, lane, replay }))
        const ended = (await journal.discard(keys, end)).filter(Boolean).length
        discarded += ended
        if (ended === 0) break
      }
    }
    return discarded
  } finally {
    await journal.close()
  }
}
