import { Link } from 'wouter'
import { useApi } from '../../api/queries.ts'
import type { Event, Page, Series, Source } from '../../api/types.ts'
import { duration } from '../../parts/format.ts'
import { State, type StateName } from '../../parts/state.tsx'
import { Ago, gatewayNow } from '../../parts/time.tsx'
import { DayCell } from './day-cell.tsx'
import styles from './overview.module.css'
import { ShortTable } from './short-table.tsx'

/** Since the first hour of the day in which it spoke: before that it may not have been there. */
function usualGap(rows: Series['events'], count: number): number {
  const first = Math.min(...rows.map(({ at }) => Date.parse(at)))
  return (gatewayNow() - first) / count
}

/** The sources: when each last spoke, how often it does, and its last day. */
export function SourceTable(props: {
  readonly sources: readonly Source[]
  readonly day: Series | undefined
  readonly more: boolean
}) {
  const { sources, day, more } = props
  return (
    <ShortTable
      title="Sources"
      path="/sources"
      head={['Source', { num: 'Last event' }, { num: 'Usual gap' }, '24 hours']}
      rows={sources}
      more={more}
      row={(source) => <Row key={source.id} source={source} day={day} />}
    />
  )
}

function Row({ source, day }: { source: Source; day: Series | undefined }) {
  const { name, scheme, unsigned, state } = source
  const last = useApi<Page<Event>>('/events', { source: name, limit: 1 }, { everyMs: 60_000 }).data?.items[0]
  const rows = day?.events.filter((row) => row.source === name) ?? []
  const accepted = rows.filter(({ outcome }) => outcome !== 'refused' && outcome !== 'duplicate')
  const count = accepted.reduce((sum, row) => sum + row.count, 0)
  const refusedLast = rows.at(-1)?.outcome === 'refused' && accepted.at(-1)?.at !== rows.at(-1)?.at
  const word: StateName =
    state === 'enrolling' ? 'enrolling' : refusedLast ? 'refused' : unsigned ? 'unsigned' : 'verified'
  return (
    <tr>
      <td>
        <span className={styles.name}>
          <State of={last === undefined && state === 'live' && rows.length === 0 ? 'waiting' : word} short />
          <Link href={`/sources/${encodeURIComponent(name)}`}>{name}</Link>
          <span className="muted">{typeof scheme === 'string' ? scheme : 'own scheme'}</span>
        </span>
      </td>
      <td className="num">
        {last === undefined ? <span className="muted">none yet</span> : <Ago at={last.receivedAt} />}
      </td>
      <td className="num">
        {count < 2 ? <span className="muted">–</span> : duration(usualGap(accepted, count))}
      </td>
      <DayCell
        day={day}
        rows={rows.map((row) => ({ ...row, bad: row.outcome === 'refused' }))}
        label={`Events of ${name} in 24 hours`}
      />
    </tr>
  )
}
