import { existsSync } from 'node:fs'
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { KeptKey } from '../../../model/kept-key.ts'
import { type SealedAnswer, type SealedKind, type SealedPage, sealedAtOnce } from '../../port/seals.ts'
import { journalFile, openForReading } from '../connection.ts'

/** What is read of what is sealed. */
export interface SealReads {
  keptKey(): KeptKey | null
  sealedHeaders(of: SealedKind, after: number): SealedPage
  sealedAnswers(after: string): SealedAnswer[]
}

export function sealReads(db: DatabaseSync): SealReads {
  const key = db.prepare('select key_fingerprint, key_root from state')
  const first = {
    event: db.prepare('select min(seq) as seq from payload where seq > ?'),
    rejection: db.prepare('select min(seq) as seq from rejection where seq > ?'),
  }
  const range = 'between ? and ?'
  const rows = {
    event: db.prepare(
      `select event.seq, source, received_ms, sealed from payload join event on event.seq = payload.seq
        where payload.seq ${range} and sealed is not null order by payload.seq`,
    ),
    rejection: db.prepare(
      `select seq, source, received_ms, sealed from rejection where seq ${range} and sealed is not null order by seq`,
    ),
  }
  const answers = db.prepare(
    'select key, answer from repeat where key > ? and answer is not null order by key limit ?',
  )
  return {
    keptKey: () => keptKeyOf(key.get()),
    sealedAnswers: (after) =>
      answers
        .all(after, sealedAtOnce)
        .map((row) => ({ key: String(row.key), sealed: new Uint8Array(row.answer as Uint8Array) })),
    sealedHeaders: (of, after) => {
      const from = first[of].get(after)?.seq
      if (typeof from !== 'number') return { rows: [], next: null }
      const next = from + sealedAtOnce - 1
      const found = rows[of].all(from, next)
      return {
        rows: found.map((row) => ({
          seq: Number(row.seq),
          source: Number(row.source),
          receivedAt: Number(row.received_ms),
          sealed: new Uint8Array(row.sealed as Uint8Array),
        })),
        next,
      }
    },
  }
}

/** What a store that nobody has opened yet keeps of its key; null where there is no store, or none that can be read. */
export function keptKeyIn(folder: string): KeptKey | null {
  if (!existsSync(journalFile(folder))) return null
  let db: DatabaseSync | null = null
  try {
    db = openForReading(folder, 64)
    // All columns: an older store has one less.
    return keptKeyOf(db.prepare('select * from state').get())
  } catch {
    // Whoever opens it to write says what is wrong with it.
    return null
  } finally {
    db?.close()
  }
}

function keptKeyOf(row: Record<string, SQLOutputValue> | undefined): KeptKey | null {
  if (typeof row?.key_fingerprint !== 'string') return null
  const root = row.key_root instanceof Uint8Array ? new Uint8Array(row.key_root) : null
  return { fingerprint: row.key_fingerprint, root }
}
