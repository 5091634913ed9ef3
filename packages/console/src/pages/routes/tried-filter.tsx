import { Link } from 'wouter'
import type { FilterTrial } from '../../api/types.ts'
import { Plain } from '../../parts/plain.tsx'
import { State } from '../../parts/state.tsx'
import { Time } from '../../parts/time.tsx'
import styles from './routes.module.css'

const results = {
  match: ['delivered', 'passes'],
  'no match': ['discarded', 'does not'],
  error: ['refused', 'fails'],
  'content gone': ['canceled', 'content gone'],
} as const

/** The count first, then which: those that pass stand above. */
export function TriedFilter({ trial: { tried, matched, failed, items } }: { trial: FilterTrial }) {
  if (tried === 0) return <p role="status">Nothing has come yet to try it on.</p>
  return (
    <div role="status" className="stack">
      <p>
        <b>
          {matched} of the latest {tried} pass
        </b>
        {failed > 0 && `; on ${failed} it fails, and a route lets those not pass`}.
      </p>
      <ul className={styles.tried}>
        {items
          .toSorted((one, other) => Number(other.result === 'match') - Number(one.result === 'match'))
          .map(({ event, receivedAt, type, result }) => (
            <li key={event} className="line">
              <State of={results[result][0]} word={results[result][1]} />
              <Link href={`/events/${event}`}>
                <Time at={receivedAt} still />
              </Link>
              <Plain text={type ?? '–'} most={60} />
            </li>
          ))}
      </ul>
    </div>
  )
}
