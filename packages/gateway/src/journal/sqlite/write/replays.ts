import type { DatabaseSync } from 'node:sqlite'
import type { NewReplay, Replay } from '../../../model/replay.ts'
import type { ReplayFeed } from '../../port/replays.ts'
import { type ReplayRow, replayOf } from '../read/replays.ts'
import type { EnqueueRow } from './enqueue.ts'

/** What is written of replays; each call within a transaction. */
export interface Replays {
  createReplay(replay: NewReplay): Replay
  changeReplay(number: number, state: 'running' | 'paused' | 'canceled', now: number): Replay | null
  feedReplay(feed: ReplayFeed): boolean
}

/** Takes the filters out of replays that are over: they may name a person. */
export const forgetFilters = `
  update replay set document = json_set(document, '$.selection.filter', null)
  where ended_ms is not null and json_extract(document, '$.selection.filter') is not null`

/** Cancels replays that are paused with a filter, where an erasure is to be purged and not only canceled. */
export const cancelPaused = `
  update replay set state = 'canceled', ended_ms = ?
  where state = 'paused' and json_extract(document, '$.selection.filter') is not null
    and exists (select 1 from erasure where number = ? and state = 'purging')`

export function createReplays(db: DatabaseSync, enqueueRow: EnqueueRow): Replays {
  const create = db.prepare(
    "insert into replay (document, state, cursor) values (?, 'running', 0) returning *",
  )
  const change = db.prepare(
    "update replay set state = ?, ended_ms = ? where number = ? and state in ('running', 'paused') returning *",
  )
  const advance = db.prepare(
    "update replay set cursor = ?, events = events + ?, state = ?, ended_ms = ? where number = ? and cursor = ? and state = 'running'",
  )
  const forget = db.prepare(`${forgetFilters} and number = ?`)
  const one = db.prepare('select * from replay where number = ?')
  const read = (row: unknown): Replay | null => (row === undefined ? null : replayOf(row as ReplayRow))
  return {
    createReplay: (replay) => {
      const made = read(create.get(JSON.stringify(replay)))
      if (made === null) throw new TypeError('the replay was not stored')
      return made
    },
    changeReplay: (number, state, now) => {
      const changed = change.get(state, state === 'canceled' ? now : null, number)
      if (changed === undefined || state !== 'canceled') return read(changed)
      forget.run(number)
      return read(one.get(number))
    },
    feedReplay: ({ number, from, to, rows, events, done, now }) => {
      const { changes } = advance.run(to, events, done ? 'done' : 'running', done ? now : null, number, from)
      if (changes === 0) return false
      if (done) forget.run(number)
      for (const row of rows) enqueueRow(row)
      return true
    },
  }
}
