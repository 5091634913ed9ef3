import { useState } from 'react'
import { Link } from 'wouter'
import { call } from '../../api/call.ts'
import type { FilterTrial, Route } from '../../api/types.ts'
import { Act } from '../../parts/act.tsx'
import { ConfirmByName } from '../../parts/confirm-by-name.tsx'
import { Plain } from '../../parts/plain.tsx'
import { SaveDraft } from '../../parts/save-draft.tsx'
import { useDraft } from '../../parts/use-draft.ts'
import { useOnward } from '../../parts/use-onward.ts'
import { useMay } from '../../session/session.tsx'
import styles from './routes.module.css'
import { TriedFilter } from './tried-filter.tsx'

/** One route, or a new one: from where, to where, and what its filter lets pass of what has come. */
export function RouteEditor(props: {
  /** null: a new one. */
  readonly route: Route | null
  readonly source: string | null
  readonly destination: string | null
  readonly sources: readonly string[]
  readonly destinations: readonly string[]
}) {
  const { route, sources, destinations } = props
  const onward = useOnward()
  const may = useMay('routes.write')
  const [source, setSource] = useState(route?.source ?? props.source ?? '')
  const [destination, setDestination] = useState(route?.destination ?? props.destination ?? '')
  const draft = useDraft(route ?? { etag: '' }, { filter: route?.filter ?? '' })
  const filter = draft.value('filter')
  const [trial, setTrial] = useState<FilterTrial | null>(null)
  if (route !== null && !may) return <RouteFacts route={route} />
  if (!may) return null
  const text = filter.trim() === '' ? null : filter.trim()
  const save = (): Promise<Route> =>
    route === null
      ? call<Route>('/routes', { method: 'POST', body: { source, destination, filter: text } })
      : call<Route>(`/routes/${route.id}`, {
          method: 'PATCH',
          etag: draft.etag,
          body: { filter: text },
        })
  return (
    <section className="panel pad stack" aria-label={route === null ? 'New route' : 'The route'}>
      <h2>{route === null ? 'New route' : `From ${route.source} to ${route.destination}`}</h2>
      {route === null && (
        <>
          <Choice label="From" value={source} onChange={setSource} names={sources} />
          <Choice label="To" value={destination} onChange={setDestination} names={destinations} />
        </>
      )}
      <label>
        Filter
        <textarea
          className={styles.filterText}
          rows={4}
          value={filter}
          spellCheck={false}
          placeholder={'type.startsWith("orders/")'}
          onChange={({ target }) => {
            draft.set('filter', target.value)
            setTrial(null)
          }}
        />
        <small>
          A CEL expression over <code>type</code>, <code>json</code>, <code>headers</code>,{' '}
          <code>source</code> and <code>verdict</code>. Empty: all passes.
        </small>
      </label>
      <div className="stack">
        <div>
          <Act
            disabled={text === null}
            busy="Trying …"
            act={() =>
              call<FilterTrial>('/routes/try', {
                method: 'POST',
                body: { filter: text, limit: 100, ...(source !== '' && { source }) },
              })
            }
            onDone={setTrial}
          >
            Try it on the latest 100 {source === '' ? 'events' : `of ${source}`}
          </Act>
        </div>
      </div>
      {trial !== null && <TriedFilter trial={trial} />}
      <div className="line">
        <SaveDraft
          className="primary"
          draft={draft}
          labels={{ filter: 'Filter' }}
          disabled={route === null ? source === '' || destination === '' : text === route.filter}
          act={save}
          onDone={({ id }) => onward(`/routes?route=${id}`)}
        >
          {route === null ? 'Make the route' : 'Save the filter'}
        </SaveDraft>
        {route !== null && (
          <ConfirmByName
            open="Delete …"
            title="Delete the route?"
            text={route.destination}
            does="Delete it"
            act={() => call(`/routes/${route.id}`, { method: 'DELETE' })}
            onDone={() => onward('/routes')}
          >
            <p>
              What comes in at {route.source} no longer goes to {route.destination}. What is queued already is
              still delivered.
            </p>
          </ConfirmByName>
        )}
        <Link href="/routes">Close</Link>
      </div>
    </section>
  )
}

function Choice(props: {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly names: readonly string[]
}) {
  const { label, value, onChange, names } = props
  return (
    <label>
      {label}
      <select value={value} onChange={({ target }) => onChange(target.value)}>
        <option value="">choose …</option>
        {names.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </label>
  )
}

function RouteFacts({ route: { source, destination, filter } }: { route: Route }) {
  return (
    <section className="panel pad stack" aria-label="The route">
      <h2>
        From {source} to {destination}
      </h2>
      {filter === null ? (
        <p>All passes.</p>
      ) : (
        <code>
          <Plain text={filter} />
        </code>
      )}
      <Link href="/routes">Close</Link>
    </section>
  )
}
