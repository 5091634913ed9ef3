import { call } from '../../api/call.ts'
import { useApi } from '../../api/queries.ts'
import type { Erasure } from '../../api/types.ts'
import { Act } from '../../parts/act.tsx'
import { counted } from '../../parts/format.ts'
import { Trouble, Waiting } from '../../parts/says.tsx'
import { State } from '../../parts/state.tsx'
import { useMay } from '../../session/session.tsx'
import { JobPage } from '../jobs/job-page.tsx'
import { erasureStates } from './erasure-states.ts'

/** One erasure: how far it has come, and the way to stop it. */
export function OneErasure({ id }: { id: string }) {
  const erasure = useApi<Erasure>(`/erasures/${id}`, {}, { everyMs: 1000 })
  const may = useMay('erasures.write')
  if (erasure.error) return <Trouble error={erasure.error} onRetry={() => void erasure.refetch()} />
  if (erasure.data === undefined) return <Waiting />
  const { state, reason, by, source, filter, named, events, rejections, progress, trouble } = erasure.data
  return (
    <JobPage
      id={id}
      noun="Erasure"
      list={['/erasures', 'Erasures']}
      state={<State of={erasureStates[state]} word={state} />}
      acts={
        may &&
        state === 'running' && (
          <Act act={() => call(`/erasures/${id}/cancel`, { method: 'POST', body: {} })} className="danger">
            Cancel
          </Act>
        )
      }
      progress={progress}
      told={
        <>
          <p className="num">
            The content of {counted(events, 'event')} and {counted(rejections, 'refused request')} erased,{' '}
            {Math.round(progress * 100)} % looked at
          </p>
          {trouble !== null && <p>{trouble}</p>}
        </>
      }
      facts={
        <>
          <dt>Reason</dt>
          <dd>{reason}</dd>
          <dt>By</dt>
          <dd>{by}</dd>
          <dt>What</dt>
          <dd>
            {named !== null
              ? counted(named, 'event')
              : `${source ?? 'all sources'}${filter === null ? '' : `, where ${filter}`}`}
          </dd>
        </>
      }
      begun="Asked for"
      createdAt={erasure.data.createdAt}
      endedAt={erasure.data.endedAt}
    />
  )
}
