import { useEffect, useRef, useState } from 'react'
import { useSearchParams } from 'wouter'
import type { Event } from '../api/types.ts'
import { useNews } from '../live/use-feed.ts'
import { EventTable } from '../parts/event-table.tsx'
import { number } from '../parts/format.ts'
import { useKeys } from '../parts/keys.tsx'
import { Nothing } from '../parts/says.tsx'
import styles from './list.module.css'

/** As many as are kept while one follows. */
const ring = 2000

/** Events as they come in. */
export default function Live() {
  const [params, setParams] = useSearchParams()
  const source = params.get('source') ?? ''
  const [rows, setRows] = useState<readonly Event[]>([])
  const [following, setFollowing] = useState(true)
  const [skipped, setSkipped] = useState(0)
  const held = useRef<Event[]>([])
  const [waiting, setWaiting] = useState(0)
  const frame = useRef(0)
  const flush = (): void => {
    frame.current = 0
    const fresh = held.current
    held.current = []
    setWaiting(0)
    setRows((before) => [...fresh.reverse(), ...before].slice(0, ring))
  }
  const follow = (on: boolean): void => {
    setFollowing(on)
    if (on) flush()
  }
  useNews((news) => {
    if (news.kind === 'skipped') setSkipped((count) => count + news.count)
    if (news.kind !== 'event') return
    held.current.push(news.event)
    if (held.current.length > ring) held.current.shift()
    frame.current ||= requestAnimationFrame(() => {
      if (following) flush()
      else {
        frame.current = 0
        setWaiting(held.current.length)
      }
    })
  })
  useEffect(() => () => cancelAnimationFrame(frame.current), [])
  useKeys([['f', following ? 'Pause' : 'Follow', () => follow(!following)]])
  const shown = source === '' ? rows : rows.filter((event) => event.source === source)
  return (
    <div className={styles.page}>
      <div className="line">
        <h1>Live</h1>
        <button type="button" onClick={() => follow(!following)} aria-pressed={following}>
          {following ? '‖ Pause' : '▸ Follow'} <kbd>f</kbd>
        </button>
        <label className={styles.field}>
          <span className="heard">Source</span>
          <input
            placeholder="Source"
            value={source}
            onChange={({ target }) =>
              setParams(target.value === '' ? {} : { source: target.value }, { replace: true })
            }
          />
        </label>
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
          shown.length === 0 ? (
            <Nothing title="Nothing has come in since you began to look.">
              <p className="muted">It appears here within a second of being stored.</p>
            </Nothing>
          ) : undefined
        }
      />
    </div>
  )
}
