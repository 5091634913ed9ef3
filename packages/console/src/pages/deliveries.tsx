import { useInfiniteQuery } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import { Link, useSearchParams } from 'wouter'
import { call } from '../api/call.ts'
import { useAll } from '../api/queries.ts'
import type { Delivery, Destination, Page } from '../api/types.ts'
import { number } from '../parts/format.ts'
import { type Column, RowGrid } from '../parts/row-grid.tsx'
import { SavedViews } from '../parts/saved-views.tsx'
import { Nothing, Trouble, Waiting } from '../parts/says.tsx'
import { isState, State } from '../parts/state.tsx'
import { Time } from '../parts/time.tsx'
import { useMay } from '../session/session.tsx'
import { Bulk } from './deliveries/bulk.tsx'
import { type DeliveryQuery, deliveryQueryOf } from './deliveries/delivery-query.ts'
import styles from './list.module.css'

const columns: readonly Column<Delivery>[] = [
  { name: 'Event', width: 'minmax(130px, 1fr)', cell: ({ event }) => <span className="id">{event}</span> },
  {
    name: 'State',
    width: '116px',
    cell: ({ state, attempts }) => <State of={state === 'pending' && attempts > 0 ? 'retrying' : state} />,
  },
  { name: 'Destination', width: 'minmax(90px, 1fr)', cell: ({ destination }) => destination },
  {
    name: 'Last answer',
    width: 'minmax(90px, 1fr)',
    wide: true,
    cell: ({ lastStatus, lastError }) => (lastStatus === null ? (lastError ?? '–') : `${lastStatus}`),
  },
  {
    name: 'Error',
    width: 'minmax(90px, 1.4fr)',
    wide: true,
    cell: ({ lastError }) => <code>{lastError ?? ''}</code>,
  },
  { name: 'Tries', width: '56px', cell: ({ attempts }) => number(attempts), end: true },
  {
    name: 'Next try',
    width: '110px',
    wide: true,
    cell: ({ nextAttemptAt }) => (nextAttemptAt === null ? '' : <Time at={nextAttemptAt} still />),
  },
]

/** Deliveries by state and destination; those that were given up have an address of their own. */
export default function Deliveries() {
  const [params, setParams] = useSearchParams()
  const dead = location.pathname.startsWith('/dead')
  const query = deliveryQueryOf(params, dead ? 'dead' : 'pending')
  const { state, destination } = query
  const list = useDeliveries(query)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const may = useMay('deliveries.write')
  const destinations = useAll<Destination>('/destinations', { most: 400 })
  const set = (name: keyof DeliveryQuery, value: string): void => {
    setChosen(new Set())
    setParams(
      (before) => {
        const next = new URLSearchParams(before)
        if (value === '') next.delete(name)
        else next.set(name, value)
        return next
      },
      { replace: true },
    )
  }
  return (
    <div className={styles.page}>
      <div className="line">
        <h1>{dead ? 'Dead letters' : 'Deliveries'}</h1>
        {!dead && (
          <select aria-label="State" value={state} onChange={({ target }) => set('state', target.value)}>
            {['pending', 'undecided', 'delivered', 'dead', 'discarded'].map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        )}
        <select
          aria-label="Destination"
          value={destination}
          onChange={({ target }) => set('destination', target.value)}
        >
          <option value="">All destinations</option>
          {destination !== '' && !destinations.data?.some(({ name }) => name === destination) && (
            <option>{destination}</option>
          )}
          {destinations.data?.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
        <label>
          <span className="heard">Error</span>
          <input
            placeholder="Error, such as ERR_DELIVERY_FAILED"
            size={34}
            value={query.code}
            spellCheck={false}
            onChange={({ target }) => set('code', target.value.trim())}
          />
        </label>
        <span className="push">
          <SavedViews />
        </span>
      </div>
      {may && (state === 'dead' || state === 'discarded') && <Bulk query={query} chosen={chosen} />}
      {list.error !== null && <Trouble error={list.error} onRetry={list.retry} />}
      {list.isPending && list.error === null ? (
        <Waiting />
      ) : (
        <RowGrid
          label={dead ? 'Dead letters' : 'Deliveries'}
          rows={list.rows}
          columns={columns}
          keyOf={({ id }) => id}
          hrefOf={({ id, event }) => `/events/${event}#${id}`}
          className={styles.list ?? ''}
          onEnd={list.more}
          stale={list.isStale}
          {...(may && state === 'dead' && { chosen, onChoose: setChosen })}
          foot={list.rows.length === 0 ? <None query={query} /> : undefined}
        />
      )}
    </div>
  )
}

function useDeliveries(query: DeliveryQuery) {
  const { state, destination, code } = query
  const list = useInfiniteQuery({
    queryKey: ['/deliveries', state, destination, code],
    queryFn: ({ pageParam, signal }) =>
      call<Page<Delivery>>('/deliveries', {
        query: { state, destination, ...(code !== '' && { code }), limit: 100, cursor: pageParam },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    placeholderData: (before) => before,
    refetchInterval: 10_000,
  })
  const { fetchNextPage, hasNextPage, isFetching, data } = list
  const more = useCallback(() => {
    if (hasNextPage && !isFetching) void fetchNextPage()
  }, [hasNextPage, isFetching, fetchNextPage])
  const rows = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data])
  return {
    ...{ rows, more, isPending: list.isPending, error: list.error, isStale: list.isPlaceholderData },
    retry: () => void list.refetch(),
  }
}

function None({ query: { state, destination, code } }: { query: DeliveryQuery }) {
  const narrowed = [destination, code].filter((each) => each !== '').join(', ')
  if (state === 'dead')
    return (
      <Nothing
        title={narrowed === '' ? 'No delivery was given up.' : `No delivery was given up for ${narrowed}.`}
      >
        <p className="muted">
          What a destination refuses to the end of its retry schedule lies here, and nothing of it is lost.
        </p>
      </Nothing>
    )
  return (
    <Nothing
      title={`No delivery is ${isState(state) ? state : 'in this state'}${narrowed === '' ? '' : ` for ${narrowed}`}.`}
    >
      <Link href="/events">Look at the events</Link>
    </Nothing>
  )
}
