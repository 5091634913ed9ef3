import { Link } from 'wouter'
import { useApi } from '../../api/queries.ts'
import type { Loan, Page } from '../../api/types.ts'
import { Nothing } from '../../parts/says.tsx'
import { TablePanel } from '../../parts/table.tsx'
import { Ago, Time } from '../../parts/time.tsx'

/** What an application that pulls has taken and not told of yet. */
export function Loans({ name }: { name: string }) {
  const loans = useApi<Page<Loan>>(`/destinations/${encodeURIComponent(name)}/loans`, {}, { everyMs: 3000 })
  if (loans.data === undefined) return null
  return (
    <section className="stack" aria-label="Lent now">
      <h2>Lent now</h2>
      <TablePanel
        head={['Event', 'Lent', 'Until', { num: 'Try' }]}
        rows={loans.data.items}
        row={({ delivery, event, attempt, lentAt, leaseUntil }) => (
          <tr key={delivery}>
            <td className="id">
              <Link href={`/events/${event}#${delivery}`}>{event}</Link>
            </td>
            <td>
              <Time at={lentAt} /> <Ago at={lentAt} />
            </td>
            <td>
              <Time at={leaseUntil} />
            </td>
            <td className="num">{attempt}</td>
          </tr>
        )}
        nothing={
          <Nothing title="Nothing is lent.">
            <p className="muted">
              What an application has pulled stands here until it acknowledges it, or its time is over.
            </p>
          </Nothing>
        }
      />
    </section>
  )
}
