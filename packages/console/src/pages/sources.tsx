import { Link, useSearchParams } from 'wouter'
import { useAll, useApi } from '../api/queries.ts'
import { schemeTitle, useSchemes } from '../api/schemes.ts'
import type { Event, Listener, Page, Source } from '../api/types.ts'
import { useKeys } from '../parts/keys.tsx'
import { type Column, RowGrid } from '../parts/row-grid.tsx'
import { Nothing, Trouble, Waiting } from '../parts/says.tsx'
import { State } from '../parts/state.tsx'
import { Ago } from '../parts/time.tsx'
import { useMay } from '../session/session.tsx'
import { hears, useListeners } from './destinations/listening.tsx'
import styles from './list.module.css'
import { NoSource } from './sources/no-source.tsx'
import { SourceState } from './sources/source-state.tsx'
import { useFilterText } from './use-filter-text.tsx'

/** Where events come in. */
export default function Sources() {
  const sources = useAll<Source>('/sources', { everyMs: 30_000, most: 50_000 })
  const schemes = useSchemes().data
  const may = useMay('sources.write')
  const [params] = useSearchParams()
  const asked = (params.get('q') ?? '').toLowerCase()
  const filter = useFilterText('Name or provider')
  const listeners = useListeners()
  useKeys([['/', 'Filter the sources', filter.focus]])
  if (sources.error) return <Trouble error={sources.error} onRetry={() => void sources.refetch()} />
  if (sources.data === undefined) return <Waiting />
  const rows = sources.data.filter(
    ({ name, scheme }) =>
      name.toLowerCase().includes(asked) || schemeTitle(scheme, schemes).toLowerCase().includes(asked),
  )
  const columns: readonly Column<Source>[] = [
    { name: 'Source', width: 'minmax(96px, 1.4fr)', cell: ({ name }) => <b>{name}</b> },
    { name: 'State', width: '128px', cell: (source) => <SourceState source={source} /> },
    { name: 'Provider', width: 'minmax(90px, 1.2fr)', cell: ({ scheme }) => schemeTitle(scheme, schemes) },
    { name: 'Last event', width: '130px', cell: ({ name }) => <LastEvent source={name} />, wide: true },
    ...(listeners.length === 0 ? [] : [heardColumn(listeners)]),
    { name: 'Secrets', width: '68px', cell: ({ secrets }) => secrets.length, end: true, wide: true },
    {
      name: 'Address',
      width: 'minmax(120px, 2fr)',
      cell: ({ url }) => <span className="mono muted">{url?.replace(/^https?:\/\/[^/]+/, '') ?? '–'}</span>,
      wide: true,
    },
  ]
  const none = sources.data.every(({ name }) => name === 'countersign')
  return (
    <div className={styles.page}>
      <div className="line">
        <h1>Sources</h1>
        {!none && filter.field}
        {may && (
          <Link href="/sources/new" className="button primary push">
            New source
          </Link>
        )}
      </div>
      {none ? (
        <NoSource make="Choose a provider" others="An operator can make one; you may look." />
      ) : (
        <RowGrid
          label="Sources"
          rows={rows}
          columns={columns}
          keyOf={({ id }) => id}
          hrefOf={({ id, name }) => `/sources/${encodeURIComponent(name === 'new' ? id : name)}`}
          className={styles.list ?? ''}
          foot={
            rows.length === 0 ? (
              <Nothing title={`No source or provider has “${asked}” in its name.`}>
                <Link href="/sources">Show all {sources.data.length}</Link>
              </Nothing>
            ) : undefined
          }
        />
      )}
    </div>
  )
}

/** Who listens to a source, and who takes it from all others. */
function heardColumn(listeners: readonly Listener[]): Column<Source> {
  return {
    name: 'Listened to by',
    width: 'minmax(100px, 1fr)',
    wide: true,
    cell: ({ name }) => {
      const there = listeners.filter((listener) => hears(listener, name))
      const words = there.map((one) => (one.claim ? `${one.name}, which takes all` : one.name))
      return words.join(', ') || '–'
    },
  }
}

/** When a source spoke last; asked for only where the row is seen. */
function LastEvent({ source }: { source: string }) {
  const found = useApi<Page<Event>>('/events', { source, limit: 1 }, { everyMs: 30_000 })
  if (found.data === undefined) return <span className="muted">…</span>
  const [event] = found.data.items
  return event === undefined ? <State of="waiting" word="none yet" /> : <Ago at={event.receivedAt} />
}
