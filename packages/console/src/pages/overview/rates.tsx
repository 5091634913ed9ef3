import { latencyAt, lengthOf, stepsOf } from '../../api/series.ts'
import type { Series, Stats } from '../../api/types.ts'
import { Strip } from '../../chart/strip.tsx'
import { duration, number, percent } from '../../parts/format.ts'
import { gatewayNow } from '../../parts/time.tsx'
import styles from './overview.module.css'

/** What flows: events in, deliveries out, over the last hour. */
export function Rates({ stats, hour }: { stats: Stats; hour: Series | undefined }) {
  if (hour === undefined) return null
  const events = hour.events.filter(({ outcome }) => outcome !== 'duplicate')
  const steps = stepsOf(
    hour,
    events.map(({ at, count, outcome }) => ({ at, count, bad: outcome === 'refused' })),
  )
  const sent = stepsOf(
    hour,
    hour.deliveries.flatMap(({ at, count, outcome }) =>
      outcome === 'discarded' ? [] : [{ at, count, bad: outcome !== 'delivered' }],
    ),
  )
  const sum = (outcome: string): number =>
    hour.events.reduce((all, row) => (row.outcome === outcome ? all + row.count : all), 0)
  const all = events.reduce((total, { count }) => total + count, 0)
  const median = latencyAt(hour, 0.5)
  const slow = latencyAt(hour, 0.99)
  const { pending } = stats.deliveries
  const late = stats.oldestDue === null ? 0 : gatewayNow() - Date.parse(stats.oldestDue)
  const delivered = hour.deliveries.reduce(
    (total, row) => (row.outcome === 'delivered' ? total + row.count : total),
    0,
  )
  return (
    <div className={`panel ${styles.rates}`}>
      <section className={styles.rate} aria-label="Events in the last hour">
        <h2>
          Events in <span className="muted">last hour, by minute</span>
        </h2>
        <Strip steps={steps} stepMs={lengthOf(hour)} label="Events a minute" />
        <p className={styles.facts}>
          <span>
            <b>{number(all - sum('refused'))}</b> in
          </span>
          <span>
            verified <b>{percent(sum('verified'), all)}</b>
          </span>
          {sum('refused') > 0 && (
            <span>
              refused <b>{percent(sum('refused'), all)}</b>
            </span>
          )}
          {sum('duplicate') > 0 && (
            <span>
              <b>{number(sum('duplicate'))}</b> duplicates left out
            </span>
          )}
        </p>
      </section>
      <section className={styles.rate} aria-label="Deliveries in the last hour">
        <h2>
          Delivered <span className="muted">last hour, by minute</span>
        </h2>
        <Strip steps={sent} stepMs={lengthOf(hour)} label="Attempts a minute" badWord="failed" />
        <p className={styles.facts}>
          <span>
            <b>{number(delivered)}</b> out
          </span>
          {median !== null && (
            <span>
              half within <b>{bound(median)}</b>
            </span>
          )}
          {slow !== null && (
            <span>
              99 % within <b>{bound(slow)}</b>
            </span>
          )}
          <span>
            <b>{number(pending)}</b> {pending === 1 ? 'waits' : 'wait'}
            {late > 60_000 && `, the oldest ${duration(late)}`}
          </span>
        </p>
      </section>
    </div>
  )
}

function bound(ms: number): string {
  return Number.isFinite(ms) ? duration(ms) : 'more than a minute'
}
