import { Link, useParams } from 'wouter'
import { useApi } from '../api/queries.ts'
import type { Page, Replay } from '../api/types.ts'
import { Asked } from '../parts/asked.tsx'
import { number } from '../parts/format.ts'
import { Nothing } from '../parts/says.tsx'
import { State } from '../parts/state.tsx'
import { TablePanel } from '../parts/table.tsx'
import { Time } from '../parts/time.tsx'
import { useMay } from '../session/session.tsx'
import { NewReplay } from './replays/new-replay.tsx'
import { OneReplay, selectionTold } from './replays/one-replay.tsx'

/** Replays: the list, one of them, or the way to another. */
export default function Replays() {
  const { id } = useParams<{ id?: string }>()
  if (id === 'new') return <NewReplay />
  return id === undefined ? <ReplayList /> : <OneReplay id={id} />
}

function ReplayList() {
  const list = useApi<Page<Replay>>('/replays', { limit: 100 }, { everyMs: 3000 })
  const may = useMay('replays.write')
  return (
    <div className="stack">
      <div className="line">
        <h1>Replays</h1>
        {may && (
          <Link href="/replays/new" className="button push">
            Replay many …
          </Link>
        )}
      </div>
      <Asked query={list} />
      {list.data && (
        <TablePanel
          head={['Begun', 'State', 'What', 'To', { num: 'Events' }, { num: 'Looked at' }]}
          rows={list.data.items}
          row={(replay) => (
            <tr key={replay.id}>
              <td>
                <Link href={`/replays/${replay.id}`}>
                  <Time at={replay.createdAt} form="full" still />
                </Link>
              </td>
              <td>
                <State of={replay.state} />
              </td>
              <td>{selectionTold(replay)}</td>
              <td>{replay.destination ?? 'where routes lead'}</td>
              <td className="num">{number(replay.events)}</td>
              <td className="num">{Math.round(replay.progress * 100)} %</td>
            </tr>
          )}
          nothing={
            <Nothing title="Nothing was replayed in bulk yet.">
              <p className="muted">
                One event is replayed on its own page. Many are chosen by source, type and time, and go at a
                rate of your choice.
              </p>
            </Nothing>
          }
        />
      )}
    </div>
  )
}
