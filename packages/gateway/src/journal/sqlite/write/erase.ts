import type { DatabaseSync } from 'node:sqlite'
import { type DeliveryKey, endWithoutTry } from '../../../model/delivery.ts'
import type { Erasure, ErasurePart, NewErasure } from '../../../model/erasure.ts'
import { erasureOf } from '../read/erasures.ts'
import type { Discard } from './discard.ts'
import type { Rejections } from './reject.ts'
import { cancelPaused, forgetFilters } from './replays.ts'
import type { State } from './state.ts'

/** What is written of erasures; each call within a transaction. */
export interface Erasures {
  createErasure(erasure: NewErasure): Erasure
  cancelErasure(number: number): Erasure | null
  takeErasure(): Erasure | null
  erase(part: ErasurePart): DeliveryKey[] | null
  keepFilterHash(number: number, hash: string): void
  /**
   * Forgets the filter, and those of replays that are over, which ones that are paused with a filter are by then; false
   * where there is nothing to purge.
   */
  beginPurge(number: number, now: number): boolean
  endPurge(number: number, now: number): void
}

export function createErasures(parts: {
  readonly db: DatabaseSync
  readonly state: State
  readonly discard: Discard
  readonly rejections: Pick<Rejections, 'remove'>
}): Erasures {
  const { db, discard, rejections } = parts
  const { counts } = parts.state
  const create = db.prepare(
    "insert into erasure (document, state, event_upto, rejection_upto) values (?, 'running', ?, ?) returning *",
  )
  const cancel = db.prepare(
    "update erasure set state = 'canceling' where number = ? and state = 'running' returning *",
  )
  const oldest = db.prepare('select * from erasure where ended_ms is null order by number limit 1')
  const advance = db.prepare(`
    update erasure set event_cursor = ?, rejection_cursor = ?, state = ?
    where number = ? and event_cursor = ? and rejection_cursor = ? and state = 'running'`)
  const count = db.prepare(
    'update erasure set events = events + ?, rejections = rejections + ? where number = ?',
  )
  const forget = db.prepare(`
    update erasure set document = json_set(document, '$.selection.filter', null)
    where number = ? and state in ('purging', 'canceling')`)
  const endPaused = db.prepare(cancelPaused)
  // Of those that are ended here, and that were over before filters were forgotten with their end.
  const forgetOthers = db.prepare(forgetFilters)
  const keepHash = db.prepare(
    "update erasure set document = json_set(document, '$.filterHash', ?) where number = ?",
  )
  const end = db.prepare(`
    update erasure set state = case state when 'purging' then 'done' else 'canceled' end, ended_ms = ?
    where number = ? and state in ('purging', 'canceling')`)
  const waiting = db.prepare('select seq, lane, replay from queue where seq = ?')
  const alike = db.prepare(`
    select rejection.seq from rejection
    join event on event.seq = ? and event.source = rejection.source and event.size = rejection.size
    join payload on payload.seq = event.seq and payload.body = rejection.body
    where rejection.size > 0`)
  const unsay = db.prepare("update attempt set answer = x'' where seq = ? and length(answer) > 0")
  const unload = db.prepare('delete from payload where seq = ?')
  const mark = db.prepare(
    'update event set type = null, provider_id = null, content_type = null, erased_ms = ? where seq = ? and erased_ms is null',
  )

  const eraseEvent = (seq: number, now: number): { keys: DeliveryKey[]; events: number; alike: number } => {
    const keys = waiting.all(seq).map((row) => ({
      seq: Number(row.seq),
      lane: Number(row.lane),
      replay: Number(row.replay),
    }))
    const same = alike.all(seq).filter((row) => rejections.remove(Number(row.seq)))
    discard(keys, endWithoutTry('ERR_EVENT_ERASED', now))
    unsay.run(seq)
    unload.run(seq)
    return { keys, events: Number(mark.run(now, seq).changes), alike: same.length }
  }

  return {
    createErasure: (erasure) => {
      const row = create.get(JSON.stringify(erasure), counts.last_seq, counts.last_rejection)
      if (row === undefined) throw new TypeError('the erasure was not stored')
      return erasureOf(row)
    },
    cancelErasure: (number) => {
      const row = cancel.get(number)
      return row === undefined ? null : erasureOf(row)
    },
    takeErasure: () => {
      const row = oldest.get()
      return row === undefined ? null : erasureOf(row)
    },
    erase: ({ number, from, to, events, rejections: refused, done, now }) => {
      const state = done ? 'purging' : 'running'
      if (advance.run(to.event, to.rejection, state, number, from.event, from.rejection).changes === 0)
        return null
      const ended: DeliveryKey[] = []
      let erased = 0
      let removed = 0
      for (const seq of events) {
        const step = eraseEvent(seq, now)
        ended.push(...step.keys)
        erased += step.events
        removed += step.alike
      }
      for (const seq of refused) if (rejections.remove(seq)) removed++
      count.run(erased, removed, number)
      return ended
    },
    keepFilterHash: (number, hash) => void keepHash.run(hash, number),
    beginPurge: (number, now) => {
      endPaused.run(now, number)
      forgetOthers.run()
      return forget.run(number).changes > 0
    },
    endPurge: (number, now) => void end.run(now, number),
  }
}
