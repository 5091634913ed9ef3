import type { DatabaseSync } from 'node:sqlite'
import type { NewReplay, Replay } from '../../../model/replay.ts'
import { integer, type Row } from './event-row.ts'

export type ReplayRow = Row

export interface ReplayReads {
  replay(number: number): Replay | null
  replays(query: { running?: boolean; before?: number; limit: number }): Replay[]
}

export function replayReads(db: DatabaseSync): ReplayReads {
  const one = db.prepare('select * from replay where number = ?')
  const all = db.prepare('select * from replay where number < ? order by number desc limit ?')
  const running = db.prepare(
    "select * from replay where state = 'running' and number < ? order by number desc limit ?",
  )
  return {
    replay: (number) => {
      const row = one.get(number)
      return row === undefined ? null : replayOf(row)
    },
    replays: (query) =>
      (query.running === true ? running : all)
        .all(query.before ?? Number.MAX_SAFE_INTEGER, query.limit)
        .map(replayOf),
  }
}

export function replayOf(row: ReplayRow): Replay {
  return {
    ...(JSON.parse(String(row.document)) as NewReplay),
    number: Number(row.number),
    state: String(row.state) as Replay['state'],
    cursor: Number(row.cursor),
    events: Number(row.events),
    endedAt: integer(row.ended_ms),
  }
}
