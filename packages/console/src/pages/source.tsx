import { Link, useParams } from 'wouter'
import { call } from '../api/call.ts'
import { useApi } from '../api/queries.ts'
import { useSchemes } from '../api/schemes.ts'
import type { Event, Page, Rejection, Source } from '../api/types.ts'
import { ConfirmByName } from '../parts/confirm-by-name.tsx'
import { EventTable } from '../parts/event-table.tsx'
import { counted } from '../parts/format.ts'
import { Trouble, Waiting } from '../parts/says.tsx'
import { State } from '../parts/state.tsx'
import { Ago, Time } from '../parts/time.tsx'
import { useOnward } from '../parts/use-onward.ts'
import { useMay } from '../session/session.tsx'
import { WhoListens } from './destinations/listening.tsx'
import { Managed } from './managed.tsx'
import { Secrets } from './secrets/secrets.tsx'
import { FirstEvent } from './sources/first-event.tsx'
import { SchemeFacts } from './sources/scheme-facts.tsx'
import { SourceAddress } from './sources/source-address.tsx'
import { SourcePolicy } from './sources/source-policy.tsx'
import { SourceState } from './sources/source-state.tsx'
import styles from './sources/sources.module.css'

/** One source: whether it speaks, what it is told by, and its secrets. */
export default function SourcePage() {
  const { name = '' } = useParams<{ name: string }>()
  const onward = useOnward()
  const path = `/sources/${encodeURIComponent(name)}`
  const source = useApi<Source>(path, {}, { everyMs: 15_000 })
  const events = useApi<Page<Event>>('/events', { source: name, limit: 200 }, { everyMs: 10_000 })
  const refused = useApi<Page<Rejection>>('/rejections', { source: name, limit: 200 }, { everyMs: 10_000 })
  const schemes = useSchemes().data
  const may = useMay('sources.write')
  if (source.error) return <Trouble error={source.error} onRetry={() => void source.refetch()} />
  if (source.data === undefined) return <Waiting />
  const { scheme, url, secrets, createdAt } = source.data
  const facts = schemes?.find((each) => each.name === scheme)
  const recent = events.data?.items ?? []
  return (
    <div className="stack">
      <div className={styles.head}>
        <div className="line">
          <h1>{name}</h1>
          <SourceState source={source.data} />
          <Last event={recent[0]} />
        </div>
        <div className="line">
          <Link href={`/events?source=${encodeURIComponent(name)}`}>Its events</Link>
          <Refusals list={refused.data} source={name} />
        </div>
      </div>
      {source.data.warnings?.map((warning) => (
        <p key={warning} className={`panel pad ${styles.doubt}`}>
          {warning}
        </p>
      ))}
      <Managed by={source.data.managedBy} drifted={source.data.drifted} />
      <WhoListens source={name} />
      <SourceAddress source={source.data} />
      {url !== null && events.data !== undefined && recent.length === 0 && (
        <FirstEvent source={source.data} />
      )}
      {recent.length > 0 && (
        <section className="stack" aria-label="Latest events">
          <EventTable label="Latest events" rows={recent.slice(0, 6)} />
        </section>
      )}
      <div className={styles.sections}>
        <div className="stack">
          {scheme !== 'publish' && !source.data.unsigned && (
            <Secrets
              noun="sources"
              owner={name}
              secrets={secrets}
              recent={recent}
              all={events.data?.next == null}
            />
          )}
          <SourcePolicy source={source.data} />
        </div>
        <div className="stack">
          {facts !== undefined && <SchemeFacts scheme={facts} linked />}
          {typeof scheme !== 'string' && (
            <section className="panel pad stack" aria-label="Its own scheme">
              <h2>{scheme.title ?? scheme.name}: a scheme of its own</h2>
              <pre className={styles.wrapped}>{JSON.stringify(scheme, null, 2)}</pre>
            </section>
          )}
          <p className="muted">
            Made <Time at={createdAt} form="full" />
          </p>
          {may && name !== 'countersign' && (
            <div>
              <ConfirmByName
                open="Delete the source …"
                title={`Delete ${name}?`}
                text={name}
                does="Delete it"
                act={() => call(path, { method: 'DELETE' })}
                onDone={() => onward('/sources')}
              >
                <p>
                  Its address answers 404 from then on, so that the provider’s requests are lost, and its
                  routes go with it. Its{' '}
                  {events.data?.next == null ? counted(recent.length, 'event') : 'events'} stay.
                </p>
              </ConfirmByName>
            </div>
          )}
        </div>
      </div>
    </div>
  )
}

function Last({ event }: { event: Event | undefined }) {
  if (event === undefined) return null
  return (
    <span className="muted">
      last event <Time at={event.receivedAt} /> <Ago at={event.receivedAt} />
    </span>
  )
}

function Refusals({ list, source }: { list: Page<Rejection> | undefined; source: string }) {
  const count = list?.items.length ?? 0
  if (count === 0) return null
  return (
    <Link href={`/rejections?source=${encodeURIComponent(source)}`}>
      <State
        of="refused"
        word={`${counted(count, 'refused request')}${list?.next == null ? '' : ' and more'} kept`}
      />
    </Link>
  )
}
