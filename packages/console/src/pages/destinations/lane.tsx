import { useState } from 'react'
import { Link } from 'wouter'
import { call } from '../../api/call.ts'
import { useApi } from '../../api/queries.ts'
import type { Delivery, Destination, Page } from '../../api/types.ts'
import { Act } from '../../parts/act.tsx'
import { counted, number } from '../../parts/format.ts'
import { State } from '../../parts/state.tsx'
import { gatewayNow, Time } from '../../parts/time.tsx'
import { useMay } from '../../session/session.tsx'

/** What waits for a destination, when it goes, and the way to have it go now. */
export function Lane({
  destination,
  waiting,
}: {
  destination: Destination
  waiting: Page<Delivery> | undefined
}) {
  const { name, kind, paused, concurrency, ratePerSecond } = destination
  const may = useMay('deliveries.write')
  const dead = useApi<Page<Delivery>>(
    '/deliveries',
    { destination: name, state: 'dead', limit: 200 },
    { everyMs: 15_000 },
  )
  const [sent, setSent] = useState<number | null>(null)
  const count = waiting?.items.length ?? 0
  const many = `${number(count)}${waiting?.next == null ? '' : ' and more'}`
  const next = waiting?.items[0]?.nextAttemptAt ?? null
  const deadCount = dead.data?.items.length ?? 0
  return (
    <section className="panel pad stack" aria-label="Its lane">
      <h2>Its lane</h2>
      <dl className="facts">
        <dt>Waiting</dt>
        <dd className="num">
          {waiting === undefined ? '…' : count === 0 ? 'nothing' : many}
          {next !== null && paused === null && (
            <>
              {', the next '}
              {Date.parse(next) <= gatewayNow() ? 'now' : <Time at={next} />}
            </>
          )}
        </dd>
        <dt>{deadCount === 0 ? 'Given up' : <State of="dead" />}</dt>
        <dd className="num">
          {deadCount === 0 ? (
            'none'
          ) : (
            <Link href={`/dead?destination=${encodeURIComponent(name)}`}>
              {number(deadCount)}
              {dead.data?.next == null ? '' : ' and more'} given up
            </Link>
          )}
        </dd>
        <dt>Pace</dt>
        <dd>
          {kind === 'pull' ? 'as it asks' : `${counted(concurrency, 'request')} at a time`}
          {ratePerSecond !== null && `, at most ${ratePerSecond} a second`}
        </dd>
      </dl>
      {may && kind !== 'pull' && paused === null && count > 0 && (
        <div className="stack">
          <div>
            <Act
              act={() =>
                call<{ sent: number }>(`/destinations/${encodeURIComponent(name)}/send-now`, {
                  method: 'POST',
                })
              }
              onDone={(answer) => setSent(answer.sent)}
            >
              Send all {many} now
            </Act>
          </div>
        </div>
      )}
      {sent !== null && <p role="status">{counted(sent, 'delivery', 'deliveries')} became due.</p>}
      {paused !== null && count > 0 && <p className="muted">They go at once when it is resumed.</p>}
    </section>
  )
}
