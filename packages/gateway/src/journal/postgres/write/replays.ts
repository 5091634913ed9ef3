import type { NewReplay, Replay } from '../../../model/replay.ts'
import type { ReplayFeed } from '../../port/replays.ts'
import type { Database, Query } from '../wire/database.ts'
import { enqueue } from './enqueue.ts'

interface ReplayRow {
  readonly number: number
  readonly doc: string
  readonly state: Replay['state']
  readonly cursor: number
  readonly events: number
  readonly ended: number | null
}

/** Keeps a new replay, running. */
export async function createReplay(database: Database, replay: NewReplay): Promise<Replay> {
  const [row] = await database.write<ReplayRow>(
    "insert into countersign.replay (doc, state, cursor) values ($1, 'running', 0) returning *",
    [JSON.stringify(replay)],
  )
  if (row === undefined) throw new TypeError('the replay was not stored')
  return replayOf(row)
}

/** Stops, resumes or cancels one that has not ended; null where it has. */
export async function changeReplay(
  database: Database,
  number: number,
  state: 'running' | 'paused' | 'canceled',
  now: number,
): Promise<Replay | null> {
  return await database.transaction(async (query) => {
    const [row] = await query<ReplayRow>(
      `update countersign.replay set state = $2, ended = $3
        where number = $1 and state in ('running', 'paused') returning *`,
      [number, state, state === 'canceled' ? now : null],
    )
    if (row === undefined) return null
    const doc = state === 'canceled' ? await forgetFilter(query, row) : row.doc
    return replayOf({ ...row, doc })
  })
}

/** The filter of a replay that is over may name a person. Its document may hold what `jsonb` cannot. */
async function forgetFilter(
  query: Query,
  { number, doc }: Pick<ReplayRow, 'number' | 'doc'>,
): Promise<string> {
  const replay = JSON.parse(doc) as NewReplay
  if (replay.selection.filter === null) return doc
  const without = JSON.stringify({ ...replay, selection: { ...replay.selection, filter: null } })
  await query('update countersign.replay set doc = $2 where number = $1', [number, without])
  return without
}

/**
 * Cancels replays that are paused with a filter, and takes the filters out of all that are over, those too that were
 * before filters were forgotten with their end.
 */
export async function forgetFilters(query: Query, pausedEndAt: number | null): Promise<void> {
  if (pausedEndAt !== null)
    await query(
      `update countersign.replay set state = 'canceled', ended = $1
        where state = 'paused' and doc not like '%"filter":null%'`,
      [pausedEndAt],
    )
  const rows = await query<Pick<ReplayRow, 'number' | 'doc'>>(
    `select number, doc from countersign.replay where ended is not null and doc not like '%"filter":null%'`,
  )
  for (const row of rows) await forgetFilter(query, row)
}

/** The cursor moves and the rows come in one commit; of two gateways that feed the same part one does nothing. */
export async function feedReplay(
  database: Database,
  gateway: string,
  slot: number,
  { number, from, to, rows, events, done, now }: ReplayFeed,
): Promise<boolean> {
  return await database.transaction(async (query) => {
    const [moved] = await query<Pick<ReplayRow, 'number' | 'doc'>>(
      `update countersign.replay set cursor = $3, events = events + $4, state = $5, ended = $6
        where number = $1 and cursor = $2 and state = 'running' returning number, doc`,
      [number, from, to, events, done ? 'done' : 'running', done ? now : null],
    )
    if (moved === undefined) return false
    if (done) await forgetFilter(query, moved)
    if (rows.length > 0) await enqueue({ write: query }, gateway, slot, rows)
    return true
  })
}

export async function replay(database: Database, number: number): Promise<Replay | null> {
  const [row] = await database.read<ReplayRow>('select * from countersign.replay where number = $1', [number])
  return row === undefined ? null : replayOf(row)
}

/** Newest first. */
export async function replays(
  database: Database,
  query: { running?: boolean; before?: number; limit: number },
): Promise<Replay[]> {
  const rows = await database.read<ReplayRow>(
    `select * from countersign.replay where number < $1 ${query.running === true ? "and state = 'running'" : ''}
      order by number desc limit $2`,
    [Math.min(query.before ?? largestInt, largestInt), query.limit],
  )
  return rows.map(replayOf)
}

const largestInt = 2_147_483_647

function replayOf({ number, doc, state, cursor, events, ended }: ReplayRow): Replay {
  return { ...(JSON.parse(doc) as NewReplay), number, state, cursor, events, endedAt: ended }
}
