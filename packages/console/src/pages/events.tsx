import { useInfiniteQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useSearchParams } from 'wouter'
import { call } from '../api/call.ts'
import type { Event, Page } from '../api/types.ts'
import { EventTable } from '../parts/event-table.tsx'
import { Nothing, Trouble, Waiting } from '../parts/says.tsx'
import styles from './list.module.css'

/** Events that were stored, the newest first. */
export default function Events() {
  const [params, setParams] = useSearchParams()
  const query = Object.fromEntries(['source', 'type', 'verdict'].map((name) => [name, params.get(name)]))
  const list = useInfiniteQuery({
    queryKey: ['/events', query],
    queryFn: ({ pageParam, signal }) =>
      call<Page<Event>>('/events', { query: { ...query, limit: 200, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
    maxPages: 25,
  })
  const { fetchNextPage, hasNextPage, isFetching } = list
  const more = useCallback(() => {
    if (hasNextPage && !isFetching) void fetchNextPage()
  }, [hasNextPage, isFetching, fetchNextPage])
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? []
  const set = (name: string, value: string): void =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before)
        if (value === '') next.delete(name)
        else next.set(name, value)
        return next
      },
      { replace: true },
    )
  return (
    <div className={styles.page}>
      <div className="line">
        <h1>Events</h1>
        {['source', 'type'].map((name) => (
          <label key={name} className={styles.field}>
            <span className="heard">{name}</span>
            <input
              placeholder={name}
              value={params.get(name) ?? ''}
              onChange={({ target }) => set(name, target.value)}
            />
          </label>
        ))}
      </div>
      {list.error && <Trouble error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && !list.error ? (
        <Waiting />
      ) : (
        <EventTable
          label="Events"
          rows={rows}
          className={styles.list ?? ''}
          onEnd={more}
          stale={list.isPlaceholderData}
          foot={rows.length === 0 ? <Nothing title="No event matches." /> : undefined}
        />
      )}
    </div>
  )
}
