import { useApi } from '../../api/queries.ts'
import type { Stats } from '../../api/types.ts'
import { number } from '../../parts/format.ts'
import { Trouble, Waiting } from '../../parts/says.tsx'
import { State } from '../../parts/state.tsx'
import { Ago, Time } from '../../parts/time.tsx'
import { useIdentity } from '../../session/session.tsx'

/** What is stored, counted since the store was made, and which version this is. */
export function Store() {
  const stats = useApi<Stats>('/stats', {}, { everyMs: 10_000 })
  const { identity } = useIdentity()
  if (stats.error) return <Trouble error={stats.error} onRetry={() => void stats.refetch()} />
  if (stats.data === undefined) return <Waiting />
  const { events, duplicates, rejections, deliveries, undecided, oldestDue } = stats.data
  const verdicts = ['verified', 'authenticated', 'unsigned', 'published', 'backfilled'] as const
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
        <p className="hint">
          How long things are kept and how large the store may grow is said where the gateway is started; its
          disk is told of at <code>/metrics</code>.
        </p>
      </section>
    </div>
  )
}

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
