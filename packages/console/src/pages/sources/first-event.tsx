import { Link } from 'wouter'
import { useApi } from '../../api/queries.ts'
import type { Event, Page, Rejection, Source } from '../../api/types.ts'
import { useNews } from '../../live/use-feed.ts'
import { CommandLine } from '../../parts/command-line.tsx'
import { counted, duration } from '../../parts/format.ts'
import { Plain } from '../../parts/plain.tsx'
import { State } from '../../parts/state.tsx'
import { gatewayNow, Time, useSeconds } from '../../parts/time.tsx'
import styles from './sources.module.css'

/**
 * Waits for the first event of a source: turns green by itself when it comes, and says why what came before it was
 * refused.
 */
export function FirstEvent({ source }: { source: Source }) {
  const { name, unsigned } = source
  const events = useApi<Page<Event>>('/events', { source: name, limit: 1 }, { everyMs: 5000 })
  const refused = useApi<Page<Rejection>>('/rejections', { source: name, limit: 200 }, { everyMs: 5000 })
  useNews((news) => {
    if (news.kind === 'event' && news.event.source === name) void events.refetch()
    if (news.kind === 'rejection' && news.rejection.source === name) void refused.refetch()
  })
  const event = events.data?.items[0]
  const rejections = refused.data?.items ?? []
  if (event !== undefined) return <Arrived event={event} />
  return (
    <div className="stack">
      <section className={`panel pad stack ${styles.waits}`} aria-label="Waiting" aria-live="polite">
        <p className={`line ${styles.big}`}>
          <span aria-hidden="true">◌</span>
          <b>Waiting for the first {unsigned ? '' : 'verified '}event</b>
          <Since at={source.createdAt} />
        </p>
        <p className="muted">
          This turns green by itself. You may leave: the source takes in what comes all the same.
        </p>
      </section>
      {rejections[0] !== undefined && (
        <RefusedFirst latest={rejections[0]} count={rejections.length} more={refused.data?.next != null} />
      )}
      {source.url !== null && <SendOne source={source} />}
    </div>
  )
}

function Since({ at }: { at: string }) {
  useSeconds()
  return <span className="muted num">{duration(Math.max(0, gatewayNow() - Date.parse(at)))}</span>
}

function Arrived({ event }: { event: Event }) {
  return (
    <section className={`panel pad stack ${styles.arrived}`} aria-label="Arrived" role="status">
      <p className={`line ${styles.big}`}>
        <State of={event.verdict} />
        <b>The first event is here</b>
        <Time at={event.receivedAt} form="full" />
      </p>
      <p className="line">
        <Link href={`/events/${event.id}`} className="button primary">
          Look at it
        </Link>
        <Link href={`/routes?source=${encodeURIComponent(event.source)}`} className="button">
          Send it somewhere
        </Link>
        {event.type !== null && (
          <span>
            <Plain text={event.type} />
          </span>
        )}
      </p>
    </section>
  )
}

/** Why what has come was refused, by the latest: what somebody does next hangs on it. */
function RefusedFirst({ latest, count, more }: { latest: Rejection; count: number; more: boolean }) {
  const { data } = useApi<Rejection>(`/rejections/${latest.id}`)
  const diagnosis = data?.diagnosis
  return (
    <section className={`panel pad stack ${styles.refused}`} aria-label="Refused" aria-live="polite">
      <p className="line">
        <State of="refused" />
        <b>
          {counted(count, 'request')}
          {more && ' and more'} came and {count === 1 ? 'was' : 'were'} refused
        </b>
        <Time at={latest.receivedAt} />
      </p>
      <p>{diagnosis?.cause ?? latest.explanation}</p>
      {diagnosis != null && <p>{diagnosis.fix}</p>}
      <p className="line">
        <Link href={`/rejections/${latest.id}`} className="button">
          See the proof
        </Link>
        <code className="muted">{latest.code}</code>
      </p>
    </section>
  )
}

/** How somebody sends one in the provider's place, from a shell of theirs: the page never has the secret. */
function SendOne({ source: { scheme, url, unsigned } }: { source: Source }) {
  if (url === null) return null
  if (unsigned)
    return (
      <Sending title="Be the provider: send one">
        <CommandLine text={`curl -d '{"hello":"world"}' -H 'content-type: application/json' ${url}`} />
      </Sending>
    )
  if (typeof scheme !== 'string') return null
  return (
    <Sending title="Nothing yet? Be the provider: send one">
      <p className="muted">In a shell, signed with the secret that you type, which stands in no history.</p>
      <CommandLine text="read -rs SECRET; export SECRET" label="1" />
      <CommandLine text={`countersign send ${scheme} ${url} --secret-env SECRET`} label="2" />
    </Sending>
  )
}

function Sending({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className="panel pad stack" aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  )
}
