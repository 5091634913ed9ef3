import { existsSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { JournalRefused } from '../errors.ts'
import { journalFile, openForReading } from '../sqlite/connection.ts'
import { storeFault } from '../sqlite/fault.ts'
import { refuseOthers } from '../sqlite/migrate.ts'
import { bytes, type Row } from '../sqlite/read/event-row.ts'
import { type CheckedRow, Finder, type Findings, type OnStep } from './findings.ts'

const rowsAtOnce = 256

/**
 * Reads the whole store of a data folder and changes nothing; a gateway may go on meanwhile. Throws `JournalRefused`
 * where there is none, or none of ours.
 */
export async function checkSqlite(folder: string, onStep: OnStep): Promise<Findings> {
  if (!existsSync(journalFile(folder)))
    throw new JournalRefused(
      'ERR_DATA_FOLDER_UNUSABLE',
      `There is no store in ${folder}: name the data folder of the gateway.`,
    )
  const finder = new Finder()
  const db = openForReading(folder, 16 * 1024)
  try {
    const steps: ((db: DatabaseSync, finder: Finder, onStep: OnStep) => void)[] = [
      () => refuseOthers(db, journalFile(folder)),
      structure,
      references,
      (...with_) => contents('payload', ...with_),
      (...with_) => contents('rejection', ...with_),
    ]
    for (const step of steps) {
      try {
        step(db, finder, onStep)
      } catch (error) {
        // What a broken page holds cannot be read; the other steps may still find more.
        if (storeFault(error) === null) throw error
        finder.problem(`Not all could be read: ${error instanceof Error ? error.message : ''}.`)
      }
    }
  } finally {
    db.close()
  }
  return finder.findings()
}

function structure(db: DatabaseSync, finder: Finder, onStep: OnStep): void {
  const tables = db.prepare("select name from sqlite_schema where type = 'table' order by name").all()
  for (const [done, { name }] of tables.entries()) {
    onStep(`structure of ${name}`, done, tables.length)
    try {
      for (const row of db.prepare(`pragma integrity_check('${name}')`).all()) {
        const [found] = Object.values(row)
        if (found !== 'ok') finder.problem(`${name}: ${found}`)
      }
    } catch (error) {
      if (storeFault(error) === null) throw error
      finder.problem(`${name}: ${error instanceof Error ? error.message : 'it cannot be read'}`)
    }
  }
}

function references(db: DatabaseSync, finder: Finder, onStep: OnStep): void {
  onStep('references', 0, 1)
  const count = (sql: string): number => Number(db.prepare(`select count(*) as rows from ${sql}`).get()?.rows)
  finder.stray(
    count('payload where not exists (select 1 from event where event.seq = payload.seq)'),
    'content belongs to no event',
    'contents belong to no event',
  )
  finder.stray(
    count('queue where not exists (select 1 from event where event.seq = queue.seq)'),
    'delivery waits for an event that is gone',
    'deliveries wait for an event that is gone',
  )
  finder.stray(
    count('queue where not exists (select 1 from lane where lane.number = queue.lane)'),
    'delivery waits in a lane that there is not',
    'deliveries wait in a lane that there is not',
  )
  finder.stray(
    count('event where seq > (select last_seq from state)'),
    'event has a number that is still to be given',
    'events have numbers that are still to be given',
  )
}

function contents(table: 'payload' | 'rejection', db: DatabaseSync, finder: Finder, onStep: OnStep): void {
  const own = 'method, url, headers, sealed, body'
  const page = db.prepare(
    table === 'payload'
      ? `select event.seq, event.tag, event.source, event.received_ms, ${own} from payload join event on event.seq = payload.seq
          where payload.seq > ? order by payload.seq limit ${rowsAtOnce}`
      : `select seq, tag, source, received_ms, ${own} from rejection where seq > ? order by seq limit ${rowsAtOnce}`,
  )
  const total = Number(db.prepare(`select count(*) as rows from ${table}`).get()?.rows)
  let after = 0
  for (let done = 0; ; ) {
    const rows = page.all(after)
    if (rows.length === 0) return
    for (const row of rows) finder.look(checkedRow(table === 'payload' ? 'evt' : 'rej', row))
    done += rows.length
    after = Number(rows.at(-1)?.seq)
    onStep(table === 'payload' ? 'events' : 'rejections', done, total)
  }
}

function checkedRow(kind: CheckedRow['kind'], row: Row): CheckedRow {
  return {
    kind,
    seq: Number(row.seq),
    tag: Number(row.tag),
    source: Number(row.source),
    receivedAt: Number(row.received_ms),
    method: String(row.method),
    url: String(row.url),
    headers: bytes(row.headers),
    sealed: row.sealed === null ? null : bytes(row.sealed),
    body: bytes(row.body),
  }
}
