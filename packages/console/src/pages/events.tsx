import { useLocation, useParams, useSearchParams } from 'wouter'
import { useLocationProperty } from 'wouter/use-browser-location'
import { EventTable } from '../parts/event-table.tsx'
import { counted, number } from '../parts/format.ts'
import { SavedViews } from '../parts/saved-views.tsx'
import { Nothing, Trouble, Waiting } from '../parts/says.tsx'
import { Time } from '../parts/time.tsx'
import { EventDetail } from './events/event-detail.tsx'
import {
  type EventQuery,
  isByValue,
  queryOf,
  ranges,
  suffixOf,
  withQuery,
  writeQuery,
} from './events/event-query.ts'
import styles from './events/events.module.css'
import { Scrubber } from './events/scrubber.tsx'
import { SearchField } from './events/search-field.tsx'
import { TextSearch } from './events/text-search.tsx'
import { useEventList } from './events/use-event-list.ts'
import { ValueSearch } from './events/value-search.tsx'

/** Events that were stored: the list, and on a wide screen beside it the one that was opened. */
export default function Events() {
  const { id } = useParams<{ id?: string }>()
  const [params] = useSearchParams()
  const hash = useLocationProperty(() => location.hash)
  const [path, go] = useLocation()
  const query = queryOf({ search: `${params}`, hash })
  const at = params.get('at')
  const list = useEventList(query, at)
  const { rows, fresh, estimate } = list
  const suffix = suffixOf(params, query.text)
  const change = (to: Partial<EventQuery>): void => go(path + withQuery(location, to), { replace: true })
  return (
    <div className={`${styles.page} ${id === undefined ? '' : styles.withOne}`}>
      <div className={styles.head}>
        <div className="line">
          <h1>Events</h1>
          <p role="status" className="muted num push">
            {estimate !== undefined && `${estimate.exact ? '' : 'about '}${counted(estimate.count, 'event')}`}
          </p>
          <SavedViews />
        </div>
        <SearchField query={query} onChange={change} />
        <Scrubber
          query={query}
          at={at}
          onMove={(moment) => {
            const next = new URLSearchParams(location.search)
            moment === null ? next.delete('at') : next.set('at', moment)
            go(path + suffixOf(next, query.text), { replace: true })
          }}
        />
      </div>
      <div className={styles.list}>
        {isByValue(query) ? (
          <ValueSearch query={query} current={id} suffix={suffix} onText={() => change({ path: '' })} />
        ) : query.text !== '' ? (
          <TextSearch query={query} current={id} suffix={suffix} />
        ) : (
          <>
            {fresh > 0 && (
              <button type="button" className={`primary ${styles.fresh}`} onClick={list.refresh}>
                ↑ {number(fresh)} new
              </button>
            )}
            {list.query.error && (
              <Trouble error={list.query.error} onRetry={() => void list.query.refetch()} />
            )}
            {list.query.isPending && !list.query.error ? (
              <Waiting />
            ) : (
              <EventTable
                label="Events"
                rows={rows}
                suffix={suffix}
                current={id}
                onEnd={list.older}
                onTop={list.newer}
                stale={list.query.isPlaceholderData}
                foot={
                  <Foot
                    list={list}
                    none={rows.length === 0}
                    onAll={() => change({ last: '', from: '', to: '' })}
                    query={query}
                  />
                }
              />
            )}
          </>
        )}
      </div>
      {id !== undefined && (
        <div className={styles.one}>
          <EventDetail key={id} id={id} suffix={suffix} rows={rows} />
        </div>
      )}
    </div>
  )
}

/** What stands below the last row: that there are more, that these are all, or why there is none. */
function Foot(props: {
  readonly list: ReturnType<typeof useEventList>
  readonly none: boolean
  readonly onAll: () => void
  readonly query: ReturnType<typeof queryOf>
}) {
  const { list, none, onAll, query } = props
  if (list.query.isFetchingNextPage)
    return (
      <span role="status">
        Older ones are being looked for …
        {list.lookedTo !== null && (
          <>
            {' '}
            down to <Time at={list.lookedTo} form="full" still />
          </>
        )}
      </span>
    )
  if (list.query.hasNextPage) return null
  if (!none) return <>That is all.</>
  const written = writeQuery(query)
  const range =
    ranges[query.last]?.name.toLowerCase() ?? (query.from || query.to ? 'the time that you chose' : null)
  if (written === '' && range === null)
    return (
      <Nothing title="Nothing has come in yet.">
        <p className="muted">The first event appears here as soon as a source has verified it.</p>
      </Nothing>
    )
  return (
    <Nothing title="No event matches.">
      <p className="muted">
        Looked for {written === '' ? 'any event' : <code>{written}</code>}
        {range === null ? ', in all time' : `, in ${range}`}.
      </p>
      {range !== null && (
        <button type="button" onClick={onAll}>
          Search all time
        </button>
      )}
    </Nothing>
  )
}
