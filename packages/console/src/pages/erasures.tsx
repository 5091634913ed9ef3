import { Link, useParams } from 'wouter'
import { useApi } from '../api/queries.ts'
import type { Erasure, Page } from '../api/types.ts'
import { Asked } from '../parts/asked.tsx'
import { number } from '../parts/format.ts'
import { Nothing } from '../parts/says.tsx'
import { State } from '../parts/state.tsx'
import { TablePanel } from '../parts/table.tsx'
import { Time } from '../parts/time.tsx'
import { useMay } from '../session/session.tsx'
import { erasureStates } from './erasures/erasure-states.ts'
import { NewErasure } from './erasures/new-erasure.tsx'
import { OneErasure } from './erasures/one-erasure.tsx'

/** What was erased on demand: the list, one of them, or the way to another. */
export default function Erasures() {
  const { id } = useParams<{ id?: string }>()
  if (id === 'new') return <NewErasure />
  return id === undefined ? <ErasureList /> : <OneErasure id={id} />
}

function ErasureList() {
  const list = useApi<Page<Erasure>>('/erasures', { limit: 100 }, { everyMs: 5000 })
  const may = useMay('erasures.write')
  return (
    <div className="stack">
      <div className="line">
        <h1>Erasures</h1>
        {may && (
          <Link href="/erasures/new" className="button push">
            Erase …
          </Link>
        )}
      </div>
      <Asked query={list} />
      {list.data && (
        <TablePanel
          head={['Asked for', 'State', 'Reason', 'By', { num: 'Events' }]}
          rows={list.data.items}
          row={({ id, state, reason, by, events, createdAt }) => (
            <tr key={id}>
              <td>
                <Link href={`/erasures/${id}`}>
                  <Time at={createdAt} form="full" still />
                </Link>
              </td>
              <td>
                <State of={erasureStates[state]} word={state} />
              </td>
              <td>{reason}</td>
              <td>{by}</td>
              <td className="num">{number(events)}</td>
            </tr>
          )}
          nothing={
            <Nothing title="Nothing was erased on demand.">
              <p className="muted">
                An erasure takes out the content of events that match, to the last byte of the store’s files.
                That they came, and where they went, stays.
              </p>
            </Nothing>
          }
        />
      )}
    </div>
  )
}
