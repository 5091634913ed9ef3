import { Link } from 'wouter'
import { useAll, useApi } from '../../api/queries.ts'
import type { Delivery, Destination, Page } from '../../api/types.ts'
import { State } from '../../parts/state.tsx'
import { Ago, Time } from '../../parts/time.tsx'
import styles from './bulk.module.css'

/** Destinations that are looked at. */
const most = 12

/**
 * When each destination last took something: what says more than that nothing was given up.
 *
 * @param destination - that one alone; empty: all
 */
export function LastSuccesses({ destination }: { destination: string }) {
  const all = useAll<Destination>('/destinations', { most: 400 })
  const names = destination === '' ? (all.data?.map(({ name }) => name) ?? []) : [destination]
  return (
    <ul className={styles.last} aria-label="Last success">
      {names.slice(0, most).map((name) => (
        <Last key={name} name={name} />
      ))}
    </ul>
  )
}

function Last({ name }: { name: string }) {
  const query = { destination: name, state: 'delivered', limit: 1 }
  const found = useApi<Page<Delivery>>('/deliveries', query, { everyMs: 15_000 })
  const at = found.data?.items[0]?.lastAttemptAt
  if (found.data === undefined) return null
  return (
    <li>
      <Link href={`/destinations/${encodeURIComponent(name)}`}>{name}</Link>
      {at == null ? (
        <span className="muted">has taken nothing yet</span>
      ) : (
        <>
          <State of="delivered" word="last took one" />
          <span>
            <Time at={at} /> <Ago at={at} />
          </span>
        </>
      )}
    </li>
  )
}
