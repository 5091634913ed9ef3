import { useEffect, useRef, useState } from 'react'
import { Link } from 'wouter'
import { call } from '../../api/call.ts'
import { useApi } from '../../api/queries.ts'
import type { Attempt, Delivery, Event } from '../../api/types.ts'
import { Act } from '../../parts/act.tsx'
import { counted, duration } from '../../parts/format.ts'
import { Plain } from '../../parts/plain.tsx'
import { Nothing, Waiting } from '../../parts/says.tsx'
import { State } from '../../parts/state.tsx'
import { Time } from '../../parts/time.tsx'
import { useMay } from '../../session/session.tsx'
import { type AttemptGroup, groupAttempts } from './attempt-groups.ts'
import { deliveryAt } from './event-query.ts'
import styles from './journey.module.css'

/** Lines of a delivery that are drawn before somebody asks for all of them, and tries that a line opens to. */
const mostLines = 30
const mostTries = 100

/** The way of an event: received, and then each delivery with each try and its answer. */
export function Journey({ event, deliveries }: { event: Event; deliveries: readonly Delivery[] }) {
  return (
    <ol className={styles.journey}>
      <li className={styles.stop}>
        <State of={event.verdict} word="received and stored" />
        <Time at={event.receivedAt} />
      </li>
      {deliveries.map((delivery) => (
        <Stop key={delivery.id} event={event} delivery={delivery} />
      ))}
      {deliveries.length === 0 && (
        <li>
          <Nothing title="It went nowhere.">
            <p className="muted">
              No route led from <b>{event.source}</b> to a destination when it came.{' '}
              <Link href="/routes">Look at the routes</Link>
            </p>
          </Nothing>
        </li>
      )}
    </ol>
  )
}

function Stop({ event, delivery }: { event: Event; delivery: Delivery }) {
  const { id, destination, attempts, state } = delivery
  const settled = state !== 'pending' && state !== 'undecided'
  const whole = useApi<Delivery>(`/deliveries/${id}`, {}, settled ? {} : { everyMs: 2000 })
  const may = useMay('deliveries.write')
  const place = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (deliveryAt(location.hash) === id) place.current?.scrollIntoView({ block: 'center' })
  }, [id])
  const [all, setAll] = useState(false)
  const groups = groupAttempts(whole.data?.tries ?? [])
  const before = all ? 0 : Math.max(0, groups.length - mostLines)
  return (
    <li ref={place} id={id} className={styles.stop}>
      <div className="line">
        <State of={state === 'pending' && attempts > 0 ? 'retrying' : state} />
        <b>
          <Link href={`/destinations/${encodeURIComponent(destination)}`}>{destination}</Link>
        </b>
        {delivery.replay !== null && <span className="muted">replay {delivery.replay}</span>}
        {delivery.nextAttemptAt !== null && state === 'pending' && (
          <span className="muted">
            next try <Time at={delivery.nextAttemptAt} />
          </span>
        )}
        {may && state !== 'undecided' && (
          <span className="push line">
            <Act act={() => call(`/deliveries/${id}/retry`, { method: 'POST', body: {} })} busy="Sending …">
              {state === 'pending' ? 'Send now' : 'Send again'}
            </Act>
          </span>
        )}
      </div>
      {whole.isPending && attempts > 0 && <Waiting what="for its tries" />}
      <ol className={styles.tries}>
        {before > 0 && (
          <li>
            <button type="button" onClick={() => setAll(true)}>
              Show {counted(before, 'line')} before these
            </button>
          </li>
        )}
        {groups.slice(before).map((group) => (
          <Group key={group.attempts[0]?.n} group={group} event={event} />
        ))}
      </ol>
    </li>
  )
}

function Group({ group, event }: { group: AttemptGroup; event: Event }) {
  const { attempts, outcome, good } = group
  const [first, last] = [attempts[0] as Attempt, attempts.at(-1) as Attempt]
  const line = (
    <>
      <Time at={first.at} still />
      <State of={good ? 'delivered' : 'refused'} word={outcome} />
      <span className="muted num">
        {attempts.length === 1
          ? `in ${duration(first.ms)}, ${duration(Math.max(0, Date.parse(first.at) - Date.parse(event.receivedAt)))} after it came`
          : `${counted(attempts.length, 'try', 'tries')} in ${duration(Date.parse(last.at) - Date.parse(first.at))}`}
      </span>
    </>
  )
  const detail = attempts.length === 1 ? <Answer of={first} /> : null
  if (attempts.length === 1 && first.answer === '' && first.reason === null)
    return <li className={styles.try}>{line}</li>
  return (
    <li>
      <details open={!good && attempts.length === 1}>
        <summary className={styles.try}>{line}</summary>
        {detail ?? (
          <ol className={styles.tries}>
            {attempts.length > mostTries && <li className="muted">The last {mostTries} of them:</li>}
            {attempts.slice(-mostTries).map((attempt) => (
              <li key={attempt.n}>
                <p className={styles.try}>
                  <Time at={attempt.at} still />
                  <span className="muted num">
                    try {attempt.n}, {duration(attempt.ms)}
                  </span>
                </p>
                <Answer of={attempt} />
              </li>
            ))}
          </ol>
        )}
      </details>
    </li>
  )
}

function Answer({ of: { answer, reason, error } }: { of: Attempt }) {
  return (
    <div className={styles.answer}>
      {reason !== null && (
        <p>
          Because: <Plain text={reason} most={1000} />
        </p>
      )}
      {answer !== '' && (
        <pre>
          <Plain text={answer} most={4096} />
        </pre>
      )}
      {error !== null && <code className="muted">{error}</code>}
    </div>
  )
}
