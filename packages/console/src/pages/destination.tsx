import { Link, useParams } from 'wouter'
import { call } from '../api/call.ts'
import { useAll, useApi } from '../api/queries.ts'
import { schemeTitle, useSchemes } from '../api/schemes.ts'
import type { Delivery, Destination, Page, Route } from '../api/types.ts'
import { Act } from '../parts/act.tsx'
import { ConfirmByName } from '../parts/confirm-by-name.tsx'
import { counted } from '../parts/format.ts'
import { Plain } from '../parts/plain.tsx'
import { Trouble, Waiting } from '../parts/says.tsx'
import { Time } from '../parts/time.tsx'
import { useOnward } from '../parts/use-onward.ts'
import { useMay } from '../session/session.tsx'
import { AttemptTable } from './destinations/attempt-table.tsx'
import { ChangeDestination } from './destinations/change-destination.tsx'
import { DestinationState, HealthSentence } from './destinations/destination-state.tsx'
import { Lane } from './destinations/lane.tsx'
import { Listens } from './destinations/listening.tsx'
import { Loans } from './destinations/loans.tsx'
import { TestDelivery } from './destinations/test-delivery.tsx'
import { Managed } from './managed.tsx'
import { Secrets } from './secrets/secrets.tsx'
import styles from './sources/sources.module.css'

/** One destination: how it is, what waits for it, what it answered, and how to put it right. */
export default function DestinationPage() {
  const { name = '' } = useParams<{ name: string }>()
  const onward = useOnward()
  const path = `/destinations/${encodeURIComponent(name)}`
  const found = useApi<Destination>(path, {}, { everyMs: 5000 })
  const routes = useAll<Route>('/routes')
  const waiting = useApi<Page<Delivery>>(
    '/deliveries',
    { destination: name, state: 'pending', limit: 200 },
    { everyMs: 5000 },
  )
  const schemes = useSchemes().data
  const may = useMay('destinations.write')
  if (found.error) return <Trouble error={found.error} onRetry={() => void found.refetch()} />
  if (found.data === undefined) return <Waiting />
  const destination = found.data
  const { address, kind, paused, secrets, scheme, unsigned, createdAt, types, order, tenant } = destination
  const into = routes.data?.filter((route) => route.destination === name) ?? []
  return (
    <div className="stack">
      <div className={styles.head}>
        <div className="line">
          <h1>{name}</h1>
          <DestinationState destination={destination} />
          <span className="mono muted">
            {address === null ? `${kind}: it asks for its events` : <Plain text={address} />}
          </span>
        </div>
        {may && (
          <div className="line">
            <Act
              act={() => call(path, { method: 'PATCH', body: { paused: paused === null } })}
              className={paused === null ? '' : 'primary'}
            >
              {paused === null ? '‖ Pause' : '▸ Resume'}
            </Act>
          </div>
        )}
      </div>
      <HealthSentence destination={destination} />
      <Managed by={destination.managedBy} drifted={destination.drifted} />
      <div className={styles.sections}>
        <div className="stack">
          <Lane destination={destination} waiting={waiting.data} />
          {kind === 'pull' && <Listens name={name} />}
          {kind !== 'pull' && may && <TestDelivery name={name} />}
          {!unsigned && <Secrets noun="destinations" owner={name} secrets={secrets} />}
        </div>
        <div className="stack">
          <section className="panel pad stack" aria-label="What it gets">
            <h2>What it gets</h2>
            {into.length === 0 && tenant === null && <p>Nothing: no route leads here.</p>}
            {into.length > 0 && (
              <ul>
                {into.map((route) => (
                  <li key={route.id} className="line">
                    <Link href={`/routes?route=${route.id}`}>from {route.source}</Link>
                    {route.filter === null ? (
                      <span className="muted">all</span>
                    ) : (
                      <code>
                        <Plain text={route.filter} most={80} />
                      </code>
                    )}
                  </li>
                ))}
              </ul>
            )}
            {tenant !== null && <p>What is published for the tenant {tenant}.</p>}
            {types.length > 0 && (
              <p>
                Of the types <code>{types.join(' ')}</code>
              </p>
            )}
            {order !== null && (
              <p>
                One at a time for each <code>{order.key}</code>; behind a dead one the next{' '}
                {order.whenDead === 'block' ? 'wait' : 'go on'}.
              </p>
            )}
            <p className="muted">
              {unsigned ? 'Not signed' : `Signed by ${schemeTitle(scheme, schemes)}`} · made{' '}
              <Time at={createdAt} form="full" />
            </p>
            {may && (
              <p>
                <Link href={`/routes?destination=${encodeURIComponent(name)}`}>Its routes</Link>
              </p>
            )}
          </section>
          {may && <ChangeDestination key={destination.id} destination={destination} />}
          {may && (
            <div>
              <ConfirmByName
                open="Delete the destination …"
                title={`Delete ${name}?`}
                text={name}
                does="Delete it"
                act={() => call(path, { method: 'DELETE' })}
                onDone={() => onward('/destinations')}
              >
                <p>
                  What waits for it is discarded:{' '}
                  {counted(waiting.data?.items.length ?? 0, 'delivery', 'deliveries')}
                  {waiting.data?.next != null && ' and more'}. {counted(into.length, 'route')} to it{' '}
                  {into.length === 1 ? 'goes' : 'go'} with it. Its past deliveries stay.
                </p>
              </ConfirmByName>
            </div>
          )}
        </div>
      </div>
      {kind === 'pull' && <Loans name={name} />}
      <AttemptTable name={name} />
    </div>
  )
}
