import { Link } from 'wouter'
import { counted } from '../../parts/format.ts'
import { State } from '../../parts/state.tsx'
import { gatewayNow, useSeconds } from '../../parts/time.tsx'
import styles from './overview.module.css'
import { type Known, troublesOf } from './troubles.ts'

const numbers = ['', 'one thing', 'two things', 'three things', 'four things', 'five things'] as const

/** How all is, in a sentence, and what is wrong, a line each. */
export function TroubleList(known: Omit<Known, 'now'>) {
  useSeconds()
  const lines = troublesOf({ ...known, now: gatewayNow() })
  const { stats } = known
  if (lines.length === 0) {
    const { delivered, pending } = stats.deliveries
    return (
      <div>
        <h1>All is well</h1>
        <p className="muted num">
          {stats.events === 0
            ? 'Nothing has come in yet.'
            : `${counted(stats.events, 'event')} stored, ${counted(delivered, 'delivery', 'deliveries')} made, ${pending === 0 ? 'none waits' : `${pending} on the way`}.`}
        </p>
      </div>
    )
  }
  return (
    <div className="stack">
      <h1>All quiet but {numbers[lines.length] ?? `${lines.length} things`}</h1>
      <ul className={styles.troubles}>
        {lines.map(({ state, subject, told, to, act }) => (
          <li key={`${state} ${subject} ${to}`} className={styles.trouble}>
            <State of={state} />
            <span>
              <b>{subject}</b> {told}.
            </span>
            <Link href={to} className="button" aria-label={`${act}: ${subject}`}>
              {act} <span aria-hidden="true">→</span>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  )
}
