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
import { gatewayNow, Time } from '../parts/time.tsx'
import { useMay } from '../session/session.tsx'
import { Bulk } from './deliveries/bulk.tsx'
import { type DeliveryQuery, deliveryQueryOf, selectionOf } from './deliveries/delivery-query.ts'
import { LastSuccesses } from './deliveries/last-successes.tsx'
import { ranges } from './events/event-query.ts'
import styles from './list.module.css'

const shared: readonly Column<Delivery>[] = [
  { name: 'Event', width: 'minmax(112px, 1fr)', cell: ({ event }) => <span className="id">{event}</span> },
  {
    name: 'State',
    width: '116px',
    wide: true,
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
]

const going: readonly Column<Delivery>[] = [
  ...shared,
  {
    name: 'Next try',
    width: '110px',
    wide: true,
    cell: ({ nextAttemptAt }) => (nextAttemptAt === null ? '' : <Time at={nextAttemptAt} still />),
  },
]

const settled: readonly Column<Delivery>[] = [
  ...shared,
  {
    name: 'Last try',
    width: '110px',
    wide: true,
    cell: ({ lastAttemptAt }) => (lastAttemptAt === null ? '' : <Time at={lastAttemptAt} still />),
  },
]

/** Deliveries by state and destination; those that were given up have an address of their own. */
export default function Deliveries() {
  const [params, setParams] = useSearchParams()
  const dead = location.pathname.startsWith('/dead')
  const query = deliveryQueryOf(params, dead ? 'dead' : 'pending')
  const { state, destination } = query
  const span = spanOf(query)
  // A while begins when it is chosen: what is counted is what is then done.
  const key = JSON.stringify(query)
  const selection = useMemo(() => selectionOf(JSON.parse(key), gatewayNow()), [key])
  const list = useDeliveries(selection)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const may = useMay('deliveries.write')
  const destinations = useAll<Destination>('/destinations', { most: 400 })
  const set = (name: keyof DeliveryQuery, value: string): void => {
    setChosen(new Set())
    setParams(
      (before) => {
        const next = new URLSearchParams(before)
        if (name === 'last') for (const moment of ['from', 'to']) next.delete(moment)
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
        <div className={styles.filters}>
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
          <select
            aria-label="Last answer"
            value={query.httpClass}
            onChange={({ target }) => set('httpClass', target.value)}
          >
            <option value="">Any answer</option>
            {['2xx', '3xx', '4xx', '5xx'].map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
          <label>
            <span className="heard">Type of event</span>
            <input
              placeholder="Any type"
              size={14}
              value={query.type}
              spellCheck={false}
              onChange={({ target }) => set('type', target.value.trim())}
            />
          </label>
          <select
            aria-label="Time"
            value={span === '' ? query.last : given}
            onChange={({ target }) => set('last', target.value)}
          >
            {span !== '' && <option value={given}>{span}</option>}
            <option value="">All time</option>
            {Object.entries(ranges).map(([last, { name }]) => (
              <option key={last} value={last}>
                {name}
              </option>
            ))}
          </select>
        </div>
        <span className="push">
          <SavedViews />
        </span>
      </div>
      {may && (state === 'dead' || state === 'discarded') && (
        <Bulk query={query} selection={selection} chosen={chosen} onDone={() => setChosen(new Set())} />
      )}
      {list.error !== null && <Trouble error={list.error} onRetry={list.retry} />}
      {list.isPending && list.error === null ? (
        <Waiting />
      ) : (
        <RowGrid
          label={dead ? 'Dead letters' : 'Deliveries'}
          rows={list.rows}
          columns={state === 'pending' || state === 'undecided' ? going : settled}
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

/** The choice of time that stands in the address as moments. */
const given = 'given'

/** The moments of the address in words; empty where a while, or nothing, is said. */
function spanOf({ last, from, to }: DeliveryQuery): string {
  if (last !== '') return ''
  const said = [from !== '' && `from ${local(from)}`, to !== '' && `to ${local(to)}`]
  return said.filter((each) => each !== false).join(' ')
}

function local(moment: string): string {
  const at = Date.parse(moment)
  return Number.isNaN(at) ? moment : new Date(at).toLocaleString()
}

function useDeliveries(selection: Readonly<Record<string, string>>) {
  const list = useInfiniteQuery({
    queryKey: ['/deliveries', selection],
    queryFn: ({ pageParam, signal }) =>
      call<Page<Delivery>>('/deliveries', { query: { ...selection, limit: 100, cursor: pageParam }, signal }),
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

function None({ query }: { query: DeliveryQuery }) {
  const { state, destination, code, httpClass, type, last } = query
  const range = ranges[last]?.name.toLowerCase() ?? spanOf(query)
  const narrowed = [destination, code, httpClass, type, range].filter((each) => each !== '').join(', ')
  if (state === 'dead')
    return (
      <Nothing
        title={narrowed === '' ? 'No delivery was given up.' : `No delivery was given up for ${narrowed}.`}
      >
        <p className="muted">
          What a destination refuses to the end of its retry schedule lies here, and nothing of it is lost.
        </p>
        <LastSuccesses destination={destination} />
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
