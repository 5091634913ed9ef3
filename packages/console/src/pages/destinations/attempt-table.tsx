import { Link } from 'wouter'
import { useApi } from '../../api/queries.ts'
import type { Attempt } from '../../api/types.ts'
import { duration } from '../../parts/format.ts'
import { Plain } from '../../parts/plain.tsx'
import { State } from '../../parts/state.tsx'
import { Table } from '../../parts/table.tsx'
import { Time } from '../../parts/time.tsx'

type Row = Attempt & { readonly delivery: string; readonly event: string }

/** What a destination answered last. */
export function AttemptTable({ name }: { name: string }) {
  const attempts = useApi<{ items: readonly Row[] }>(
    `/destinations/${encodeURIComponent(name)}/attempts`,
    { limit: 20 },
    { everyMs: 5000 },
  )
  const rows = attempts.data?.items ?? []
  return (
    <section className="panel" aria-label="Latest attempts">
      <h2>Latest attempts</h2>
      {rows.length === 0 ? (
        <p className="pad muted">{attempts.data === undefined ? '…' : 'Nothing was sent to it yet.'}</p>
      ) : (
        <div className="scroll">
          <Table head={['At', 'Answer', { num: 'Took' }, { num: 'Try' }, 'Event', 'What it said']}>
            {rows.map((row) => (
              <tr key={`${row.delivery} ${row.n}`}>
                <td>
                  <Time at={row.at} />
                </td>
                <td>
                  <State
                    of={row.error === null ? 'delivered' : 'refused'}
                    word={String(row.status ?? row.cause ?? row.error)}
                  />
                </td>
                <td className="num">{duration(row.ms)}</td>
                <td className="num">{row.n}</td>
                <td>
                  <Link href={`/events/${row.event}`} className="id">
                    {row.event}
                  </Link>
                </td>
                <td className="mono">
                  <Plain text={row.reason ?? row.answer} most={120} />
                </td>
              </tr>
            ))}
          </Table>
        </div>
      )}
    </section>
  )
}
