import { Link } from 'wouter'
import { useApi } from '../../api/queries.ts'
import type { Listener, Page } from '../../api/types.ts'
import { State } from '../../parts/state.tsx'
import { Ago, Time } from '../../parts/time.tsx'
import { useMay } from '../../session/session.tsx'
import styles from './listening.module.css'

const nobody: readonly Listener[] = []

/** Machines that take events for a while, as `countersign listen` has them; none for whoever may not know of them. */
export function useListeners(): readonly Listener[] {
  const may = useMay('events.listen')
  const found = useApi<Page<Listener>>('/listeners', {}, { everyMs: 10_000, enabled: may })
  return found.data?.items ?? nobody
}

/** Whether a source is listened to. */
export function hears({ sources }: Listener, source: string): boolean {
  return sources.some(({ name }) => name === source)
}

/** Who listens to a source, and whether anybody else still gets its events. */
export function WhoListens({ source }: { source: string }) {
  const there = useListeners().filter((listener) => hears(listener, source))
  if (there.length === 0) return null
  return (
    <section className="panel pad stack" aria-label="Who listens">
      <h2>Who listens</h2>
      <ul className="stack">
        {there.map((listener) => (
          <li key={listener.destination} className={styles.one}>
            <span className="line">
              <State
                of={listener.claim ? 'claimed' : 'running'}
                word={listener.claim ? 'takes all' : 'listens'}
              />
              <b>
                <Link href={`/destinations/${encodeURIComponent(listener.name)}`}>{listener.name}</Link>
              </b>
              <span className="muted">at {listener.host}</span>
              <Heard listener={listener} />
            </span>
            {listener.claim && (
              <span>No other destination gets what comes in here, until it ends or lets go.</span>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** What a destination that is a listener's listens to. */
export function Listens({ name }: { name: string }) {
  const listener = useListeners().find((each) => each.name === name)
  if (listener === undefined) return null
  const { host, sources, claim, createdAt, seenAt } = listener
  return (
    <section className="panel pad stack" aria-label="Who listens">
      <h2>Somebody listens here</h2>
      <dl className="facts">
        <dt>Machine</dt>
        <dd>{host}</dd>
        <dt>Hears</dt>
        <dd className="line">
          {sources.map(({ name: source }) => (
            <Link key={source} href={`/sources/${encodeURIComponent(source)}`}>
              {source}
            </Link>
          ))}
        </dd>
        <dt>Takes</dt>
        <dd>{claim ? 'all of it: no other destination gets it meanwhile' : 'a copy: all others go on'}</dd>
        <dt>Since</dt>
        <dd>
          <Time at={createdAt} form="full" />
        </dd>
        <dt>Heard from</dt>
        <dd>
          {seenAt === null ? (
            <span className="muted">not by this gateway yet</span>
          ) : (
            <>
              <Time at={seenAt} /> <Ago at={seenAt} />
            </>
          )}
        </dd>
      </dl>
      <p className="muted">
        It was opened by <code>countersign listen</code>, and ends with it.
      </p>
    </section>
  )
}

function Heard({ listener: { seenAt } }: { listener: Listener }) {
  if (seenAt === null) return <span className="muted">not heard from by this gateway yet</span>
  return (
    <span className="muted">
      heard from <Time at={seenAt} /> <Ago at={seenAt} />
    </span>
  )
}
