import { Link } from 'wouter'
import { useApi } from '../../api/queries.ts'
import { lengthOf, stepsOf } from '../../api/series.ts'
import type { Event, Page, Series, Source } from '../../api/types.ts'
import { Strip } from '../../chart/strip.tsx'
import { duration } from '../../parts/format.ts'
import { State, type StateName } from '../../parts/state.tsx'
import { Ago, gatewayNow } from '../../parts/time.tsx'
import styles from './overview.module.css'

/** Rows here; all stand on the page of sources. */
const mostRows = 12

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
  const shown = sources.slice(0, mostRows)
  return (
    <section className="panel" aria-label="Sources">
      <div className={styles.tableHead}>
        <h2>Sources</h2>
        <Link href="/sources">
          {sources.length > shown.length ? `All ${sources.length}${more ? ' and more' : ''}` : 'Manage'}
        </Link>
      </div>
      <div className="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Source</th>
              <th scope="col" className="num">
                Last event
              </th>
              <th scope="col" className="num">
                Usual gap
              </th>
              <th scope="col">24 hours</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((source) => (
              <Row key={source.id} source={source} day={day} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
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
      <td className={styles.spark}>
        {day !== undefined && (
          <Strip
            spark
            height={22}
            steps={stepsOf(
              day,
              rows.map((row) => ({ ...row, bad: row.outcome === 'refused' })),
            )}
            stepMs={lengthOf(day)}
            label={`Events of ${name} in 24 hours`}
          />
        )}
      </td>
    </tr>
  )
}
