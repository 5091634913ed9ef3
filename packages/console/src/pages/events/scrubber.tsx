import { useState } from 'react'
import { useApi } from '../../api/queries.ts'
import { lengthOf, stepsOf } from '../../api/series.ts'
import type { Series } from '../../api/types.ts'
import { Strip } from '../../chart/strip.tsx'
import { dateTime } from '../../parts/format.ts'
import { gatewayNow } from '../../parts/time.tsx'
import { apiQuery, type EventQuery } from './event-query.ts'
import styles from './events.module.css'

const dayMs = 86_400_000

/** Where a scroll bar would lie for millions of rows: what came when, and a handle that goes to a moment. */
export function Scrubber(props: {
  readonly query: EventQuery
  readonly at: string | null
  readonly onMove: (at: string | null) => void
}) {
  const { query, at, onMove } = props
  const { from, to, source = '' } = apiQuery(query, gatewayNow())
  const begin = from ?? new Date(Math.floor((gatewayNow() - dayMs) / 600_000) * 600_000).toISOString()
  const series = useApi<Series>(
    '/stats/series',
    { from: begin, to, ...(source !== '' && { source }) },
    { everyMs: 30_000 },
  )
  const [dragged, drag] = useState<number | null>(null)
  if (series.data === undefined) return null
  const ms = lengthOf(series.data)
  const steps = stepsOf(
    series.data,
    series.data.events.flatMap(({ at, count, outcome }) =>
      outcome === 'refused' || outcome === 'duplicate' ? [] : [{ at, count }],
    ),
  )
  const [first, last] = [steps[0]?.at ?? 0, (steps.at(-1)?.at ?? 0) + ms]
  const value = dragged ?? (at === null || Number.isNaN(Date.parse(at)) ? last : Date.parse(at))
  const told = value >= last ? 'The newest' : dateTime(new Date(value))
  const settle = (): void => {
    if (dragged !== null) onMove(dragged >= last ? null : new Date(dragged).toISOString())
    drag(null)
  }
  return (
    <div className={styles.scrubber}>
      <Strip steps={steps} stepMs={ms} height={36} label="Events over time" />
      <input
        type="range"
        aria-label="Go to a moment"
        aria-valuetext={told}
        min={first}
        max={last}
        step={ms}
        value={Math.min(last, Math.max(first, value))}
        onChange={({ target }) => drag(Number(target.value))}
        onPointerUp={settle}
        onKeyUp={settle}
        onBlur={settle}
      />
      <p className={styles.ends} aria-hidden="true">
        <span>{dateTime(new Date(first)).slice(0, 16)}</span>
        <span>{dragged !== null || at !== null ? `at ${told}` : 'drag to a moment'}</span>
        <span>now</span>
      </p>
    </div>
  )
}
