import { type UseInfiniteQueryResult, useInfiniteQuery } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import { call } from '../../api/call.ts'
import type { Event, TwoWayPage } from '../../api/types.ts'
import { useNews } from '../../live/use-feed.ts'
import { gatewayNow } from '../../parts/time.tsx'
import { apiQuery, type EventQuery, matches } from './event-query.ts'

/** A window over the events that match. */
export interface EventList {
  readonly rows: readonly Event[]
  readonly query: UseInfiniteQueryResult
  readonly estimate: TwoWayPage<Event>['estimate']
  /** Events that came since the head was asked for. */
  readonly fresh: number
  /** How far in time was looked, where there is more to look at. */
  readonly lookedTo: string | null
  readonly older: () => void
  readonly newer: () => void
  readonly refresh: () => void
}

/**
 * Events page by page, in both directions from the newest or from a moment. It does not grow by itself at the head: what
 * comes is counted, and shown on asking.
 *
 * @param at - a moment or an event's id, around which it begins; else at the newest
 */
export function useEventList(query: EventQuery, at: string | null): EventList {
  const asked = apiQuery(query, gatewayNow())
  const [fresh, setFresh] = useState(0)
  const list = useInfiniteQuery({
    queryKey: ['/events', 'list', asked, at],
    queryFn: ({ pageParam, signal }) =>
      call<TwoWayPage<Event>>('/events', { query: { ...asked, limit: 100, ...pageParam }, signal }),
    initialPageParam: (at === null ? {} : { around: at }) as Record<string, string>,
    getNextPageParam: ({ next }) => (next === null ? null : { cursor: next }),
    getPreviousPageParam: ({ previous }) => (previous === null ? null : { cursor: previous }),
    placeholderData: (before) => before,
    staleTime: 30_000,
    refetchOnWindowFocus: false,
  })
  useNews((news) => {
    if (news.kind === 'event' && at === null && matches(query, news.event)) setFresh((count) => count + 1)
    if (news.kind === 'skipped' && at === null) setFresh((count) => count + news.count)
  })
  const { fetchNextPage, fetchPreviousPage, hasNextPage, hasPreviousPage, isFetching, refetch } = list
  const older = useCallback(() => {
    if (hasNextPage && !isFetching) void fetchNextPage()
  }, [hasNextPage, isFetching, fetchNextPage])
  const newer = useCallback(() => {
    if (at !== null && hasPreviousPage && !isFetching) void fetchPreviousPage()
  }, [at, hasPreviousPage, isFetching, fetchPreviousPage])
  const pages = list.data?.pages
  const rows = useMemo(() => pages?.flatMap(({ items }) => items) ?? [], [pages])
  const refresh = (): void => {
    setFresh(0)
    void refetch()
  }
  return {
    rows,
    query: list,
    estimate: pages?.[0]?.estimate,
    fresh,
    lookedTo: pages?.at(-1)?.lookedTo ?? null,
    older,
    newer,
    refresh,
  }
}
