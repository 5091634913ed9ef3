import { Link } from 'wouter'
import type { Route } from '../../api/types.ts'
import { Plain } from '../../parts/plain.tsx'
import { Nothing } from '../../parts/says.tsx'
import styles from './routes.module.css'

/** Routes that are drawn; more would be no picture. */
const most = 200
const rowPx = 34

/**
 * Routes as lines from what they come from to where they go, the filter on the line. Each is a link to itself; who
 * cannot see it hears a list.
 */
export function RoutePicture({ routes, chosen }: { routes: readonly Route[]; chosen: string | null }) {
  if (routes.length === 0) return <Nothing title="No route matches." />
  const drawn = routes
    .toSorted(
      (one, other) =>
        one.source.localeCompare(other.source) || one.destination.localeCompare(other.destination),
    )
    .slice(0, most)
  const sources = [...new Set(drawn.map(({ source }) => source))]
  const destinations = [...new Set(drawn.map(({ destination }) => destination))]
  const height = drawn.length * rowPx
  // A name stands in the middle of its lines.
  const place = (name: string, of: 'source' | 'destination', all: readonly string[]): number => {
    if (of === 'destination') return ((all.indexOf(name) + 0.5) / all.length) * height
    const rows = drawn.flatMap((route, index) => (route[of] === name ? [index] : []))
    return (rows.reduce((sum, row) => sum + row + 0.5, 0) / rows.length) * rowPx
  }
  return (
    <section className={`panel pad ${styles.picture}`} aria-label="Routes">
      <div className={styles.names} style={{ blockSize: height }}>
        {sources.map((name) => (
          <Link
            key={name}
            href={`/sources/${encodeURIComponent(name)}`}
            className={styles.name}
            style={{ insetBlockStart: place(name, 'source', sources) }}
          >
            {name}
          </Link>
        ))}
      </div>
      <Lines
        height={height}
        lines={drawn.map(({ id, source }, index) => ({
          id,
          from: place(source, 'source', sources),
          to: (index + 0.5) * rowPx,
        }))}
        chosen={chosen}
      />
      <ol className={styles.filters} style={{ blockSize: height }}>
        {drawn.map(({ id, source, destination, filter }) => (
          <li key={id}>
            <Link
              href={`/routes?route=${id}`}
              aria-current={id === chosen ? 'true' : undefined}
              className={styles.filter}
            >
              <span className="heard">
                From {source} to {destination}:{' '}
              </span>
              {filter === null ? (
                <span className="muted">all</span>
              ) : (
                <code>
                  <Plain text={filter} most={200} />
                </code>
              )}
            </Link>
          </li>
        ))}
      </ol>
      <Lines
        height={height}
        lines={drawn.map(({ id, destination }, index) => ({
          id,
          from: (index + 0.5) * rowPx,
          to: place(destination, 'destination', destinations),
        }))}
        chosen={chosen}
      />
      <div className={styles.names} style={{ blockSize: height }}>
        {destinations.map((name) => (
          <Link
            key={name}
            href={`/destinations/${encodeURIComponent(name)}`}
            className={styles.name}
            style={{ insetBlockStart: place(name, 'destination', destinations) }}
          >
            {name}
          </Link>
        ))}
      </div>
      {routes.length > most && (
        <p className={`muted ${styles.rest}`}>
          {routes.length - most} more are not drawn: ask for a source or a destination.
        </p>
      )}
    </section>
  )
}

function Lines(props: {
  readonly height: number
  readonly lines: readonly { readonly id: string; readonly from: number; readonly to: number }[]
  readonly chosen: string | null
}) {
  const { height, lines, chosen } = props
  return (
    <svg viewBox={`0 0 100 ${height}`} height={height} preserveAspectRatio="none" aria-hidden="true">
      {lines.map(({ id, from, to }) => (
        <path
          key={id}
          className={id === chosen ? styles.chosen : styles.line}
          d={`M0 ${from} C 50 ${from}, 50 ${to}, 100 ${to}`}
        />
      ))}
    </svg>
  )
}
