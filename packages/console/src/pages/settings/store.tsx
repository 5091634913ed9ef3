import { Fragment } from 'react'
import { useApi } from '../../api/queries.ts'
import type { Stats, StoreFacts } from '../../api/types.ts'
import { counted, duration, number, bytes as sizeOf } from '../../parts/format.ts'
import { Trouble, Waiting } from '../../parts/says.tsx'
import { State } from '../../parts/state.tsx'
import { Ago, Time } from '../../parts/time.tsx'
import { useIdentity } from '../../session/session.tsx'
import { verdicts } from '../events/verdicts.ts'

/** What is stored, counted since the store was made, and which version this is. */
export function Store() {
  const stats = useApi<Stats>('/stats', {}, { everyMs: 10_000 })
  const { identity } = useIdentity()
  if (stats.error) return <Trouble error={stats.error} onRetry={() => void stats.refetch()} />
  if (stats.data === undefined) return <Waiting />
  const { events, duplicates, rejections, deliveries, undecided, oldestDue } = stats.data
  return (
    <div className="stack">
      <section className="panel pad stack" aria-label="Store">
        <h2>Since the store was made</h2>
        <dl className="facts">
          <dt>Events</dt>
          <dd className="num">{number(events)}</dd>
          {verdicts
            .filter((verdict) => stats.data[verdict] > 0)
            .map((verdict) => (
              <Fact key={verdict} of={verdict} count={stats.data[verdict]} />
            ))}
          <dt>Repeats, answered and not stored</dt>
          <dd className="num">{number(duplicates)}</dd>
          <dt>Refused and kept now</dt>
          <dd className="num">{number(rejections)}</dd>
        </dl>
      </section>
      <section className="panel pad stack" aria-label="Deliveries">
        <h2>Deliveries</h2>
        <dl className="facts">
          <Fact of="delivered" count={deliveries.delivered} />
          <Fact of="pending" count={deliveries.pending} />
          <Fact of="undecided" count={undecided} />
          <Fact of="dead" count={deliveries.dead} />
          <Fact of="discarded" count={deliveries.discarded} />
          {oldestDue !== null && (
            <>
              <dt>Oldest that waits, due</dt>
              <dd>
                <Time at={oldestDue} form="full" /> <Ago at={oldestDue} />
              </dd>
            </>
          )}
        </dl>
      </section>
      <Room />
      <section className="panel pad stack" aria-label="Version">
        <h2>Version</h2>
        <dl className="facts">
          <dt>Countersign</dt>
          <dd>{identity.version}</dd>
          <dt>Signed in as</dt>
          <dd>{identity.name}</dd>
          <dt>Its clock</dt>
          <dd>
            <Time at={identity.now} form="full" /> when you signed in
          </dd>
        </dl>
      </section>
    </div>
  )
}

/** How large the store is, how it grows, and how long things stay in it. */
function Room() {
  const store = useApi<StoreFacts>('/store', {}, { everyMs: 30_000 })
  if (store.error) return <Trouble error={store.error} onRetry={() => void store.refetch()} />
  if (store.data === undefined) return null
  const { engine, engineVersion, bytes, events, growth, keepMs } = store.data
  return (
    <>
      <section className="panel pad stack" aria-label="Room">
        <h2>Room</h2>
        <dl className="facts">
          <dt>Kept in</dt>
          <dd>
            {engine === 'sqlite' ? 'its own file, SQLite' : 'PostgreSQL'} {engineVersion}
          </dd>
          <dt>Size</dt>
          <dd className="num">
            {sizeOf(bytes)} for about {counted(events, 'event')}
          </dd>
          <dt>Growth</dt>
          <dd className="num">
            {growth === null
              ? 'told of once there are a thousand events'
              : `about ${sizeOf(growth.bytesADay)} a day, by the ${counted(growth.eventsADay, 'event')} of the last 24 hours`}
          </dd>
        </dl>
      </section>
      <section className="panel pad stack" aria-label="Kept for">
        <h2>Kept for</h2>
        <dl className="facts">
          {kept.map(([what, name]) => (
            <Fragment key={what}>
              <dt>{name}</dt>
              <dd className="num">{duration(keepMs[what])}</dd>
            </Fragment>
          ))}
        </dl>
        <p className="hint">
          Said where the gateway is started: <code>--keep-payloads</code> and its kin. What waits to be
          delivered is never removed unseen.
        </p>
      </section>
    </>
  )
}

const kept = [
  ['payloads', 'Bodies and headers'],
  ['events', 'Events, listed'],
  ['attempts', 'Attempts of deliveries'],
  ['ledger', 'What repeats are known by'],
  ['audit', 'Audit trail'],
] as const

function Fact({ of, count }: { of: Parameters<typeof State>[0]['of']; count: number }) {
  return (
    <>
      <dt>
        <State of={of} />
      </dt>
      <dd className="num">{number(count)}</dd>
    </>
  )
}
