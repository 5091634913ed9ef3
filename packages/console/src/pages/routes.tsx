import { Link, useSearchParams } from 'wouter'
import { useAll } from '../api/queries.ts'
import type { Destination, Route, Source } from '../api/types.ts'
import { counted } from '../parts/format.ts'
import { Nothing, Trouble, Waiting } from '../parts/says.tsx'
import { useMay } from '../session/session.tsx'
import { RouteEditor } from './routes/route-editor.tsx'
import { RoutePicture } from './routes/route-picture.tsx'
import styles from './routes/routes.module.css'
import { useFilterText } from './use-filter-text.tsx'

/** What goes from which source to which destination, as a picture; and one route, with its filter tried out. */
export default function Routes() {
  const [params] = useSearchParams()
  const routes = useAll<Route>('/routes', { everyMs: 30_000 })
  const sources = useAll<Source>('/sources')
  const destinations = useAll<Destination>('/destinations')
  const may = useMay('routes.write')
  const filter = useFilterText('Source or destination')
  const error = routes.error ?? sources.error ?? destinations.error
  if (error) return <Trouble error={error} onRetry={() => void routes.refetch()} />
  if (routes.data === undefined || sources.data === undefined || destinations.data === undefined)
    return <Waiting what="for the routes" />
  const asked = (params.get('q') ?? '').toLowerCase()
  const source = params.get('source')
  const destination = params.get('destination')
  const chosen = routes.data.find(({ id }) => id === params.get('route'))
  const shown = routes.data.filter(
    (route) =>
      (source === null || route.source === source) &&
      (destination === null || route.destination === destination) &&
      `${route.source} ${route.destination}`.toLowerCase().includes(asked),
  )
  const asksNew = params.has('new') || (shown.length === 0 && (source !== null || destination !== null))
  const empty = routes.data.length === 0 && !asksNew
  return (
    <div className="stack">
      <div className="line">
        <h1>
          Routes{source !== null && ` from ${source}`}
          {destination !== null && ` to ${destination}`}
        </h1>
        {routes.data.length > 0 && filter.field}
        {(source !== null || destination !== null) && (
          <Link href="/routes">All {counted(routes.data.length, 'route')}</Link>
        )}
        {may && (
          <Link
            href={`/routes?new=1${source === null ? '' : `&source=${encodeURIComponent(source)}`}`}
            className="button primary push"
          >
            New route
          </Link>
        )}
      </div>
      {empty ? (
        <div className="panel">
          <Nothing title="No route yet: what comes in is stored, and goes nowhere.">
            <p className="muted">
              A route sends what comes in at a source to a destination: all of it, or what its filter lets
              pass.
            </p>
          </Nothing>
        </div>
      ) : (
        <div className={chosen !== undefined || asksNew ? styles.two : ''}>
          <RoutePicture routes={shown} chosen={chosen?.id ?? null} />
          {(chosen !== undefined || asksNew) && (
            <RouteEditor
              key={chosen?.id ?? `new ${source} ${destination}`}
              route={chosen ?? null}
              source={source}
              destination={destination}
              sources={sources.data.map(({ name }) => name)}
              destinations={destinations.data.map(({ name }) => name)}
            />
          )}
        </div>
      )}
    </div>
  )
}
