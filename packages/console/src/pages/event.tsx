import { Link, useParams } from 'wouter'
import { useApi } from '../api/queries.ts'
import type { Delivery, Event, Page } from '../api/types.ts'
import { bytes } from '../parts/format.ts'
import { Plain } from '../parts/plain.tsx'
import { Trouble, Waiting } from '../parts/says.tsx'
import { State } from '../parts/state.tsx'
import { Time } from '../parts/time.tsx'

/** One event: what came, how it was proven, and where it went. */
export default function EventPage() {
  const { id = '' } = useParams<{ id: string }>()
  const event = useApi<Event>(`/events/${id}`)
  const deliveries = useApi<Page<Delivery>>(`/events/${id}/deliveries`, {}, { everyMs: 3000 })
  if (event.error) return <Trouble error={event.error} onRetry={() => void event.refetch()} />
  if (event.data === undefined) return <Waiting />
  const { source, type, verdict, receivedAt, size } = event.data
  return (
    <div className="stack">
      <h1>
        <Plain text={type ?? 'Event'} /> <span className="id muted">{id}</span>
      </h1>
      <p className="line">
        <State of={verdict} />
        <Link href={`/sources/${encodeURIComponent(source)}`}>{source}</Link>
        <Time at={receivedAt} form="full" />
        <span>{bytes(size)}</span>
      </p>
      <ul>
        {deliveries.data?.items.map((delivery) => (
          <li key={delivery.id} className="line">
            <State of={delivery.state} /> {delivery.destination}
          </li>
        ))}
      </ul>
    </div>
  )
}
