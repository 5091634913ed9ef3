import { Link, useParams, useSearchParams } from 'wouter'
import { useSchemes } from '../api/schemes.ts'
import type { Scheme } from '../api/types.ts'
import { useKeys } from '../parts/keys.tsx'
import { type Column, RowGrid } from '../parts/row-grid.tsx'
import { Nothing, Trouble, Waiting } from '../parts/says.tsx'
import { State } from '../parts/state.tsx'
import { useMay } from '../session/session.tsx'
import styles from './list.module.css'
import { SchemeFacts } from './sources/scheme-facts.tsx'
import { useFilterText } from './use-filter-text.tsx'

const columns: readonly Column<Scheme>[] = [
  { name: 'Provider', width: 'minmax(110px, 1.4fr)', cell: ({ title }) => <b>{title}</b> },
  { name: 'Verdict', width: '130px', cell: ({ verdict }) => <State of={verdict} /> },
  { name: 'Proof', width: 'minmax(120px, 1.6fr)', cell: ({ algorithm }) => algorithm, wide: true },
  {
    name: 'Not protected',
    width: 'minmax(90px, 1.4fr)',
    cell: ({ unprotected }) => (unprotected.length === 0 ? '–' : unprotected.join(', ')),
  },
  {
    name: 'Header',
    width: 'minmax(120px, 1.6fr)',
    cell: ({ headers }) => <span className="mono">{headers.join(' ') || '–'}</span>,
    wide: true,
  },
  {
    name: 'Secret',
    width: '110px',
    cell: ({ secret }) =>
      ({ given: 'given', later: 'given later', brought: 'by handshake', none: 'none' })[secret],
    wide: true,
  },
]

/** How each provider signs, what that protects, and what it does not. */
export default function Catalogue() {
  const { name } = useParams<{ name?: string }>()
  const schemes = useSchemes()
  const [params] = useSearchParams()
  const filter = useFilterText('Provider, algorithm or header')
  useKeys([['/', 'Filter the schemes', filter.focus]])
  if (schemes.error) return <Trouble error={schemes.error} onRetry={() => void schemes.refetch()} />
  if (schemes.data === undefined) return <Waiting />
  if (name !== undefined)
    return <OneScheme scheme={schemes.data.find((each) => each.name === name)} name={name} />
  const asked = (params.get('q') ?? '').toLowerCase()
  const rows = schemes.data.filter((each) =>
    `${each.name} ${each.title} ${each.algorithm} ${each.headers.join(' ')}`.toLowerCase().includes(asked),
  )
  return (
    <div className={styles.page}>
      <div className="line">
        <h1>Schemes</h1>
        {filter.field}
        <span className="muted num">
          {rows.length === schemes.data.length
            ? `${rows.length}`
            : `${rows.length} of ${schemes.data.length}`}
        </span>
      </div>
      <RowGrid
        label="Schemes"
        rows={rows}
        columns={columns}
        keyOf={(each) => each.name}
        hrefOf={(each) => `/catalogue/${encodeURIComponent(each.name)}`}
        className={styles.list ?? ''}
        foot={
          rows.length === 0 ? (
            <Nothing title={`No scheme has “${asked}” in its name, algorithm or header.`}>
              <Link href="/sources/new?scheme=own">Write down one of your own</Link>
            </Nothing>
          ) : undefined
        }
      />
    </div>
  )
}

function OneScheme({ scheme, name }: { scheme: Scheme | undefined; name: string }) {
  const may = useMay('sources.write')
  if (scheme === undefined)
    return (
      <Nothing title={`There is no scheme ${name}.`}>
        <Link href="/catalogue">All schemes</Link>
      </Nothing>
    )
  return (
    <div className="stack">
      <p>
        <Link href="/catalogue">Schemes</Link>
      </p>
      <div className="line">
        <h1>{scheme.title}</h1>
        <State of={scheme.verdict} word={`events are ${scheme.verdict}`} />
        {may && (
          <Link href={`/sources/new?scheme=${encodeURIComponent(name)}`} className="button primary push">
            New source
          </Link>
        )}
      </div>
      <SchemeFacts scheme={scheme} />
      {scheme.params.length > 0 && (
        <section className="panel pad stack" aria-label="Parameters">
          <h2>What a source of it is told</h2>
          <dl className="facts">
            {scheme.params.map(({ name: param, title, optional }) => (
              <div key={param} style={{ display: 'contents' }}>
                <dt>
                  <code>{param}</code>
                </dt>
                <dd>
                  {title}
                  {optional && <span className="muted"> (may be left out)</span>}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      {scheme.types.length > 0 && (
        <section className="panel pad stack" aria-label="Types">
          <h2>Types that samples are known of</h2>
          <p className="mono">{scheme.types.join('  ')}</p>
        </section>
      )}
    </div>
  )
}
