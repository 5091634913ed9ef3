import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { call } from '../../api/call.ts'
import { Problem } from '../../api/problem.ts'
import type { Event, Page } from '../../api/types.ts'
import { EventTable } from '../../parts/event-table.tsx'
import { counted } from '../../parts/format.ts'
import { Nothing, Trouble, Waiting } from '../../parts/says.tsx'
import { gatewayNow } from '../../parts/time.tsx'
import { apiQuery, type EventQuery } from './event-query.ts'
import styles from './events.module.css'

/** The events that have a value at a path that their source indexes: found at once, whatever is stored. */
export function ValueSearch(props: {
  readonly query: EventQuery
  readonly current: string | undefined
  readonly suffix: string
  /** Looks through the bodies for it instead, which finds what came before the path was indexed, too. */
  readonly onText: () => void
}) {
  const { query, current, suffix, onText } = props
  const { source, type, from, to } = apiQuery(query, gatewayNow())
  const asked = { source, type, from, to, path: query.path, value: query.text, limit: 100 }
  const list = useInfiniteQuery({
    queryKey: ['/events/find', asked],
    // By POST: what is looked for stands in no address, and so in no log.
    queryFn: ({ pageParam: before, signal }) =>
      call<Page<Event>>('/events/find', {
        method: 'POST',
        body: { ...asked, ...(before !== null && { before }) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  })
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? []
  const { hasNextPage: more, isFetching, fetchNextPage, error } = list
  // A page may hold none of the type or time that is asked for, and others come behind it.
  const goesOn = more && rows.length === 0 && !isFetching && error === null
  useEffect(() => {
    if (goesOn) void fetchNextPage()
  }, [goesOn, fetchNextPage])
  return (
    <>
      <div className={styles.progress} role="status">
        <span className="num">
          {list.data !== undefined && `${counted(rows.length, 'match', 'matches')}${more ? ' and more' : ''}`}{' '}
          by the index of <b>{query.source}</b>
        </span>
        <button type="button" onClick={onText}>
          Look through the bodies instead
        </button>
      </div>
      {list.error && (
        <Trouble
          error={list.error}
          {...(!(list.error instanceof Problem && list.error.status === 409) && {
            onRetry: () => void list.refetch(),
          })}
        />
      )}
      {list.isPending ? (
        <Waiting />
      ) : (
        <EventTable
          label="Events with this value"
          rows={rows}
          suffix={suffix}
          current={current}
          onEnd={() => more && !isFetching && void fetchNextPage()}
          foot={
            rows.length === 0 && !more && !list.error ? (
              <Nothing title="No event has this value there.">
                <p className="muted">
                  What came before <b>{query.source}</b> indexed <code>{query.path}</code> is in its bodies
                  alone.
                </p>
              </Nothing>
            ) : undefined
          }
        />
      )}
    </>
  )
}
