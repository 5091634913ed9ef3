import type { DatabaseSync } from 'node:sqlite'
import type { KeptKey } from '../../../model/kept-key.ts'
import type { Resealed, ResealedAnswer, SealedKind } from '../../port/seals.ts'
import { headersBeside } from '../../stored-headers.ts'

/** What is written of what is sealed; each call within a transaction. */
export interface Seals {
  keepKey(from: string, to: KeptKey): boolean
  resealHeaders(of: SealedKind, rows: readonly Resealed[]): number
  resealAnswers(answers: readonly ResealedAnswer[]): number
}

export function createSeals(db: DatabaseSync): Seals {
  const keep = db.prepare('update state set key_fingerprint = ?, key_root = ? where key_fingerprint = ?')
  const whole = 'method, url, headers, sealed, body'
  const rows = {
    event: db.prepare(
      `select source, received_ms, ${whole} from payload join event on event.seq = payload.seq where payload.seq = ?`,
    ),
    rejection: db.prepare(`select source, received_ms, ${whole} from rejection where seq = ?`),
  }
  const put = {
    event: db.prepare('update payload set sealed = ?, headers = ? where seq = ?'),
    rejection: db.prepare('update rejection set sealed = ?, headers = ? where seq = ?'),
  }
  const putAnswer = db.prepare('update repeat set answer = ? where key = ? and answer = ?')
  const reseal = (of: SealedKind, { seq, was, sealed }: Resealed): boolean => {
    const row = rows[of].get(seq)
    if (!(row?.sealed instanceof Uint8Array) || !Buffer.from(row.sealed).equals(was)) return false
    const headers = headersBeside(sealed, {
      source: Number(row.source),
      receivedAt: Number(row.received_ms),
      method: String(row.method),
      url: String(row.url),
      headers: row.headers as Uint8Array,
      sealed: row.sealed,
      body: row.body as Uint8Array,
    })
    if (headers === null) return false
    put[of].run(sealed, headers, seq)
    return true
  }
  return {
    keepKey: (from, { fingerprint, root }) => keep.run(fingerprint, root, from).changes > 0,
    resealHeaders: (of, given) => given.filter((one) => reseal(of, one)).length,
    resealAnswers: (given) =>
      given.filter(({ key, was, sealed }) => putAnswer.run(sealed, key, was).changes > 0).length,
  }
}
