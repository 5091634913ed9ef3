import type { DatabaseSync } from 'node:sqlite'
import type { KeptRejection, RefusalGroup, Rejection } from '../../../model/rejection.ts'
import { causePrefix, causesOf, isGroup } from '../../cause-codes.ts'
import type { Looked, RejectionLook } from '../../port/look.ts'
import { keptPayload } from '../../stored-headers.ts'
import { bytes, type Row } from './event-row.ts'
import { Filter } from './filter.ts'
import { preparing } from './prepared.ts'

export interface RejectionReads {
  rejection(seq: number): KeptRejection | null
  rejections(query: { source?: number; before?: number; limit: number }): Rejection[]
  lookAtRejections(look: RejectionLook): Looked<Rejection, number>
  refusalGroups(query: { sources?: readonly number[]; limit: number }): RefusalGroup[]
}

const columns = 'seq, tag, source, code, explanation, received_ms, size, network, held, cause'

export function rejectionReads(db: DatabaseSync): RejectionReads {
  const one = db.prepare(`select ${columns}, method, url, headers, sealed, body from rejection where seq = ?`)
  const all = db.prepare(`select ${columns} from rejection where seq < ? order by seq desc limit ?`)
  const ofSource = db.prepare(
    `select ${columns} from rejection where source = ? and seq < ? order by seq desc limit ?`,
  )
  // Cut to the limit first: what is kept is counted of those alone.
  const groups = db.prepare(`
    select source, code, count, first_ms, last_ms,
      (select count(*) from rejection r where r.source = g.source and r.code = g.code) as kept,
      (select max(seq) from rejection r where r.source = g.source and r.code = g.code) as newest,
      (select tag from rejection where seq = (
        select max(seq) from rejection r where r.source = g.source and r.code = g.code)) as tag
    from (
      select * from refusal_group
      where ${isGroup} and (:sources is null or source in (select value from json_each(:sources)))
      order by last_ms desc, source, code limit :limit) g
    order by last_ms desc, source, code`)
  const causes = db.prepare(`
    select code, count, first_ms, last_ms from refusal_group
    where source = :source and substr(code, 1, length(:prefix)) = :prefix and last_ms >= :since`)
  const prepare = preparing(db)

  return {
    refusalGroups: ({ sources, limit }) =>
      groups.all({ sources: sources === undefined ? null : JSON.stringify(sources), limit }).map((row) => {
        const group = { source: Number(row.source), ...counted(row) }
        const prefix = causePrefix(group.code)
        const found = causes.all({ source: group.source, prefix, since: group.firstAt })
        return {
          ...group,
          kept: Number(row.kept),
          sample: row.newest === null ? null : { seq: Number(row.newest), tag: Number(row.tag) },
          causes: causesOf(prefix, found.map(counted)),
        }
      }),
    lookAtRejections(look) {
      const { after, upwards } = look
      const order = `order by seq ${upwards ? 'asc' : 'desc'}`
      const walk = new Filter()
      if (after !== null) walk.add(`seq ${upwards ? '>' : '<'} ?`, after)
      walk.among('source', look.sources)
      const last = prepare(`select seq from rejection ${walk} ${order} limit 1 offset ?`)
      const seq = last.get(...walk.values, look.rows - 1)?.seq
      const reached = typeof seq === 'number' ? seq : null
      if (reached !== null) walk.add(`seq ${upwards ? '<=' : '>='} ?`, reached)
      walk.where('code = ?', look.code)
      walk.where('cause = ?', look.cause)
      walk.where('received_ms >= ?', look.from)
      walk.where('received_ms < ?', look.to)
      const found = prepare(`select ${columns} from rejection ${walk} ${order} limit ?`)
      return { items: found.all(...walk.values, look.limit).map(rejection), reached }
    },
    rejection: (seq) => {
      const row = one.get(seq)
      if (row === undefined) return null
      const kept = rejection(row)
      const sealed = row.sealed === null ? null : bytes(row.sealed)
      const [method, url, headers] = [String(row.method), String(row.url), bytes(row.headers)]
      return { ...kept, ...keptPayload({ ...kept, method, url, headers, sealed, body: bytes(row.body) }) }
    },
    rejections: ({ source, before = Number.MAX_SAFE_INTEGER, limit }) =>
      (source === undefined ? all.all(before, limit) : ofSource.all(source, before, limit)).map(rejection),
  }
}

function counted(row: Row): Pick<RefusalGroup, 'code' | 'count' | 'firstAt' | 'lastAt'> {
  return {
    code: String(row.code),
    count: Number(row.count),
    firstAt: Number(row.first_ms),
    lastAt: Number(row.last_ms),
  }
}

function rejection(row: Row): Rejection {
  return {
    seq: Number(row.seq),
    tag: Number(row.tag),
    source: Number(row.source),
    code: String(row.code),
    explanation: String(row.explanation),
    receivedAt: Number(row.received_ms),
    size: Number(row.size),
    network: String(row.network),
    held: row.held === 1,
    cause: row.cause === null ? null : String(row.cause),
  }
}
