import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'
import { useSearchParams } from 'wouter'
import { useApi } from '../api/queries.ts'
import type { Event, Page } from '../api/types.ts'
import type { StreamQuery } from '../live/follow-stream.ts'
import { useNewsOf } from '../live/use-feed.ts'
import { EventTable } from '../parts/event-table.tsx'
import { number } from '../parts/format.ts'
import { useKeys } from '../parts/keys.tsx'
import { Nothing, Waiting } from '../parts/says.tsx'
import styles from './list.module.css'
import { StreamFilter } from './live/stream-filter.tsx'

/** As many as are kept while one follows. */
const ring = 2000
/** Of before: what one comes to is not an empty page. */
const mostBefore = 100
/** Rows that are drawn in one frame: a hundred come at a time, and all of them at once would hold the page. */
const mostInFrame = 20

/** The latest events, and each that comes in from now on. */
export default function Live() {
  const [params] = useSearchParams()
  const query = {
    source: params.get('source') ?? '',
    type: params.get('type') ?? '',
    verdict: params.get('verdict') ?? '',
  }
  // What was told of one query is nothing of the next.
  return <Tail key={JSON.stringify(query)} query={query} />
}

function Tail({ query }: { query: Required<StreamQuery> }) {
  const [, setParams] = useSearchParams()
  const [rows, setRows] = useState<readonly Event[]>([])
  const [following, setFollowing] = useState(true)
  const [skipped, setSkipped] = useState(0)
  const held = useRef<Event[]>([])
  const [waiting, setWaiting] = useState(0)
  const frame = useRef(0)
  const before = useApi<Page<Event>>('/events', { ...query, limit: mostBefore })
  const latest = before.data?.items
  const shown = useMemo(() => {
    const told = new Set(rows.map(({ id }) => id))
    return [...rows, ...(latest ?? []).filter(({ id }) => !told.has(id))].slice(0, ring)
  }, [rows, latest])
  /** Draws the next of those that wait, the oldest first. */
  const draw = useEffectEvent((): void => {
    frame.current = 0
    setWaiting(following ? 0 : held.current.length)
    if (!following) return
    const fresh = held.current.splice(0, Math.max(mostInFrame, Math.ceil(held.current.length / 16)))
    setRows((before) => [...fresh.reverse(), ...before].slice(0, ring))
    if (held.current.length > 0) drawSoon()
  })
  const drawSoon = (): void => {
    frame.current ||= requestAnimationFrame(() => draw())
  }
  const follow = (on: boolean): void => {
    setFollowing(on)
    drawSoon()
  }
  useNewsOf(query, (news) => {
    // What came between the answer and the beginning of the stream is told by neither.
    if (news.kind === 'link' && news.link.up && rows.length === 0) void before.refetch()
    if (news.kind === 'skipped') setSkipped((count) => count + news.count)
    if (news.kind !== 'event') return
    held.current.push(news.event)
    if (held.current.length > ring) held.current.shift()
    drawSoon()
  })
  useEffect(() => () => cancelAnimationFrame(frame.current), [])
  useKeys([['f', following ? 'Pause' : 'Follow', () => follow(!following)]])
  const set = (name: keyof StreamQuery, value: string): void =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before)
        value === '' ? next.delete(name) : next.set(name, value)
        return next
      },
      { replace: true },
    )
  const isNarrowed = Object.values(query).some((value) => value !== '')
  return (
    <div className={styles.page}>
      <div className="line">
        <h1>Live</h1>
        <button type="button" onClick={() => follow(!following)} aria-pressed={following}>
          {following ? '‖ Pause' : '▸ Follow'} <kbd>f</kbd>
        </button>
        <div className={styles.filters}>
          <StreamFilter query={query} onChange={set} />
        </div>
        <p role="status" className="muted push num">
          {waiting > 0 && `${number(waiting)} new while paused`}
          {skipped > 0 && ` + ${number(skipped)} not shown: too many to read`}
        </p>
      </div>
      <EventTable
        label="Events as they come in"
        rows={shown}
        className={styles.list ?? ''}
        foot={
          before.isPending ? (
            <Waiting />
          ) : shown.length === 0 ? (
            <Nothing
              title={isNarrowed ? 'Nothing that matches has come in yet.' : 'Nothing has come in yet.'}
            >
              <p className="muted">It appears here within a second of being stored.</p>
            </Nothing>
          ) : undefined
        }
      />
    </div>
  )
}
