import { Link } from 'wouter'
import { call } from '../../api/call.ts'
import { useApi } from '../../api/queries.ts'
import type { Replay } from '../../api/types.ts'
import { Act } from '../../parts/act.tsx'
import { counted } from '../../parts/format.ts'
import { Trouble, Waiting } from '../../parts/says.tsx'
import { State } from '../../parts/state.tsx'
import { Time } from '../../parts/time.tsx'
import { useMay } from '../../session/session.tsx'
import { JobPage } from '../jobs/job-page.tsx'

/** What a replay was asked to repeat, in words. */
export function selectionTold({ named, source, type, verdict, filter }: Replay): string {
  if (named !== null) return counted(named, 'chosen event')
  const parts = [source ?? 'all sources', type, verdict, filter === null ? null : `where ${filter}`]
  return parts.filter((part) => part !== null).join(', ')
}

/** One replay: how far it has come, and what can be done about it. */
export function OneReplay({ id }: { id: string }) {
  const replay = useApi<Replay>(`/replays/${id}`, {}, { everyMs: 1000 })
  const may = useMay('replays.write')
  if (replay.error) return <Trouble error={replay.error} onRetry={() => void replay.refetch()} />
  if (replay.data === undefined) return <Waiting />
  const { state, events, progress, ratePerSecond, destination, from, to } = replay.data
  const turn = (next: 'running' | 'paused' | 'canceled') => () =>
    call(`/replays/${id}`, { method: 'PATCH', body: { state: next } })
  const going = state === 'running' || state === 'paused'
  return (
    <JobPage
      id={id}
      noun="Replay"
      list={['/replays', 'Replays']}
      state={<State of={state} />}
      acts={
        may &&
        going && (
          <>
            {state === 'running' ? (
              <Act act={turn('paused')}>Pause</Act>
            ) : (
              <Act act={turn('running')}>Go on</Act>
            )}
            <Act act={turn('canceled')} className="danger">
              Cancel
            </Act>
          </>
        )
      }
      progress={progress}
      told={
        <p className="num">
          {counted(events, 'event')} queued again, {Math.round(progress * 100)} % of all events looked at
          {state === 'running' && `, at ${ratePerSecond} a second`}
        </p>
      }
      facts={
        <>
          <dt>What</dt>
          <dd>{selectionTold(replay.data)}</dd>
          <dt>To</dt>
          <dd>
            {destination === null ? (
              'where the routes lead'
            ) : (
              <Link href={`/destinations/${encodeURIComponent(destination)}`}>{destination}</Link>
            )}
          </dd>
          {(from !== null || to !== null) && (
            <>
              <dt>Received</dt>
              <dd>
                {from !== null && (
                  <>
                    from <Time at={from} form="full" />{' '}
                  </>
                )}
                {to !== null && (
                  <>
                    until <Time at={to} form="full" />
                  </>
                )}
              </dd>
            </>
          )}
        </>
      }
      begun="Begun"
      createdAt={replay.data.createdAt}
      endedAt={replay.data.endedAt}
    >
      <p className="line">
        <Link
          className="button"
          href={`/deliveries?state=pending${destination === null ? '' : `&destination=${encodeURIComponent(destination)}`}`}
        >
          What still waits →
        </Link>
      </p>
      {state === 'canceled' && (
        <p className="hint">What was queued before it was canceled is still delivered.</p>
      )}
    </JobPage>
  )
}
