import { useMemo } from 'react'
import { Link, useSearchParams } from 'wouter'
import { useAll } from '../api/queries.ts'
import type { Destination, Listener } from '../api/types.ts'
import { number } from '../parts/format.ts'
import { useKeys } from '../parts/keys.tsx'
import { Plain } from '../parts/plain.tsx'
import { type Column, RowGrid } from '../parts/row-grid.tsx'
import { Nothing, Trouble, Waiting } from '../parts/says.tsx'
import { Ago } from '../parts/time.tsx'
import { useMay } from '../session/session.tsx'
import { DestinationState, stateOf } from './destinations/destination-state.tsx'
import { useListeners } from './destinations/listening.tsx'
import styles from './list.module.css'
import { useFilterText } from './use-filter-text.tsx'

const columnsFor = (listeners: readonly Listener[]): readonly Column<Destination>[] => [
  { name: 'Destination', width: 'minmax(96px, 1.2fr)', cell: ({ name }) => <b>{name}</b> },
  {
    name: 'State',
    width: '112px',
    cell: (destination) => <DestinationState destination={destination} />,
  },
  {
    name: 'Failing since',
    width: '130px',
    cell: ({ health }) => (health.failingSince === null ? '–' : <Ago at={health.failingSince} />),
    wide: true,
  },
  {
    name: 'Address',
    width: 'minmax(110px, 3fr)',
    cell: ({ name, address, kind }) => {
      const listener = address === null ? listeners.find((each) => each.name === name) : undefined
      if (listener !== undefined) return `listens at ${listener.host}`
      return <span className="mono">{address === null ? `${kind}: it asks` : <Plain text={address} />}</span>
    },
  },
  { name: 'Tenant', width: 'minmax(80px, 1fr)', cell: ({ tenant }) => tenant ?? '–', wide: true },
]

/** As many as are shown; where there are more, the page says so. */
const most = 50_000

/** Those whose name, address or tenant holds a text, the ones that need somebody first. */
function wanted(all: readonly Destination[], text: string): readonly Destination[] {
  return all
    .filter(({ name, address, tenant }) => `${name} ${address} ${tenant ?? ''}`.toLowerCase().includes(text))
    .toSorted((one, other) => Number(stateOf(one) === 'healthy') - Number(stateOf(other) === 'healthy'))
}

/** Where events go; those that need somebody first. */
export default function Destinations() {
  const destinations = useAll<Destination>('/destinations', { everyMs: 15_000, most })
  const may = useMay('destinations.write')
  const [params] = useSearchParams()
  const asked = (params.get('q') ?? '').toLowerCase()
  const filter = useFilterText('Name, address or tenant')
  const listeners = useListeners()
  useKeys([['/', 'Filter the destinations', filter.focus]])
  const { data } = destinations
  const rows = useMemo(() => wanted(data ?? [], asked), [data, asked])
  // The same as long as nothing else is to be drawn in them: rows are drawn anew with other columns.
  const columns = useMemo(() => columnsFor(listeners), [listeners])
  if (destinations.error)
    return <Trouble error={destinations.error} onRetry={() => void destinations.refetch()} />
  if (data === undefined) return <Waiting />
  const all = data
  const ill = all.filter((one) => stateOf(one) !== 'healthy').length
  return (
    <div className={styles.page}>
      <div className="line">
        <h1>Destinations</h1>
        {all.length > 0 && filter.field}
        <span className="muted">
          {all.length >= most && `the first ${number(most)}: `}
          {all.length > 0 &&
            (ill === 0
              ? 'all take what they are sent'
              : `${number(ill)} of ${number(all.length)} ${ill === 1 ? 'needs' : 'need'} a look`)}
        </span>
        {may && (
          <Link href="/destinations/new" className="button primary push">
            New destination
          </Link>
        )}
      </div>
      {all.length === 0 ? (
        <div className="panel">
          <Nothing title="No destination yet: events are stored, and go nowhere.">
            <p className="muted">
              A destination is an application of yours that is sent events, signed, and sent them again until
              it takes them.
            </p>
            {may && (
              <Link href="/destinations/new" className="button primary">
                Make the first destination
              </Link>
            )}
          </Nothing>
        </div>
      ) : (
        <RowGrid
          label="Destinations"
          rows={rows}
          columns={columns}
          keyOf={({ id }) => id}
          hrefOf={({ id, name }) => `/destinations/${encodeURIComponent(name === 'new' ? id : name)}`}
          className={styles.list ?? ''}
          foot={
            rows.length === 0 ? (
              <Nothing title={`No destination has “${asked}” in its name, address or tenant.`}>
                <Link href="/destinations">Show all {all.length}</Link>
              </Nothing>
            ) : undefined
          }
        />
      )}
    </div>
  )
}
