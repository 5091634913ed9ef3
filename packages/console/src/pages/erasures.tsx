import { type FormEvent, useState } from 'react'
import { Link, useLocation, useParams } from 'wouter'
import { call } from '../api/call.ts'
import { useAll, useApi } from '../api/queries.ts'
import type { Erasure, Page, Source } from '../api/types.ts'
import { Act } from '../parts/act.tsx'
import { counted, number } from '../parts/format.ts'
import { Nothing, Trouble, Waiting } from '../parts/says.tsx'
import { State, type StateName } from '../parts/state.tsx'
import { Time } from '../parts/time.tsx'
import { useMay } from '../session/session.tsx'
import styles from './replays/replays.module.css'

const states: Readonly<Record<Erasure['state'], StateName>> = {
  running: 'running',
  purging: 'running',
  canceling: 'running',
  done: 'done',
  canceled: 'canceled',
}

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
      {list.error && <Trouble error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && !list.error && <Waiting />}
      {list.data && (
        <div className="panel scroll">
          {list.data.items.length === 0 ? (
            <Nothing title="Nothing was erased on demand.">
              <p className="muted">
                An erasure takes out the content of events that match, to the last byte of the store’s files.
                That they came, and where they went, stays.
              </p>
            </Nothing>
          ) : (
            <table>
              <thead>
                <tr>
                  <th scope="col">Asked for</th>
                  <th scope="col">State</th>
                  <th scope="col">Reason</th>
                  <th scope="col">By</th>
                  <th scope="col" className="num">
                    Events
                  </th>
                </tr>
              </thead>
              <tbody>
                {list.data.items.map(({ id, state, reason, by, events, createdAt }) => (
                  <tr key={id}>
                    <td>
                      <Link href={`/erasures/${id}`}>
                        <Time at={createdAt} form="full" still />
                      </Link>
                    </td>
                    <td>
                      <State of={states[state]} word={state} />
                    </td>
                    <td>{reason}</td>
                    <td>{by}</td>
                    <td className="num">{number(events)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </div>
      )}
    </div>
  )
}

function OneErasure({ id }: { id: string }) {
  const erasure = useApi<Erasure>(`/erasures/${id}`, {}, { everyMs: 1000 })
  const may = useMay('erasures.write')
  if (erasure.error) return <Trouble error={erasure.error} onRetry={() => void erasure.refetch()} />
  if (erasure.data === undefined) return <Waiting />
  const {
    state,
    reason,
    by,
    source,
    filter,
    named,
    events,
    rejections,
    progress,
    createdAt,
    endedAt,
    trouble,
  } = erasure.data
  return (
    <div className="stack">
      <p>
        <Link href="/erasures">← Erasures</Link>
      </p>
      <div className="line">
        <h1>
          Erasure <span className="id muted">{id}</span>
        </h1>
        <State of={states[state]} word={state} />
        {may && state === 'running' && (
          <span className="push">
            <Act act={() => call(`/erasures/${id}/cancel`, { method: 'POST', body: {} })} className="danger">
              Cancel
            </Act>
          </span>
        )}
      </div>
      <div className={`panel pad ${styles.progress}`} role="status">
        <progress value={progress} max={1} aria-label="Events looked at" />
        <p className="num">
          The content of {counted(events, 'event')} and {counted(rejections, 'refused request')} erased,{' '}
          {Math.round(progress * 100)} % looked at
        </p>
        {trouble !== null && <p>{trouble}</p>}
      </div>
      <dl className="facts">
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
        <dt>Asked for</dt>
        <dd>
          <Time at={createdAt} form="full" />
        </dd>
        {endedAt !== null && (
          <>
            <dt>Ended</dt>
            <dd>
              <Time at={endedAt} form="full" />
            </dd>
          </>
        )}
      </dl>
    </div>
  )
}

interface Count {
  readonly events: number
  readonly rejections: number
}

/** What is erased is counted first, and its number typed: nothing brings it back. */
function NewErasure() {
  const [, go] = useLocation()
  const sources = useAll<Source>('/sources', { most: 400 })
  const [source, setSource] = useState('')
  const [filter, setFilter] = useState('')
  const [reason, setReason] = useState('')
  const [typed, setTyped] = useState('')
  const [count, setCount] = useState<Count | null>(null)
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<unknown>(null)
  const selection = { filter, ...(source !== '' && { source }) }
  const run = (work: () => Promise<void>) => (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setTrouble(null)
    void work()
      .catch(setTrouble)
      .finally(() => setBusy(false))
  }
  const look = run(async () => setCount(await countAll(selection)))
  const erase = run(async () => {
    const { id } = await call<Erasure>('/erasures', { method: 'POST', body: { ...selection, reason } })
    go(`/erasures/${id}`)
  })
  const change = (set: (text: string) => void) => (text: string) => {
    set(text)
    setCount(null)
    setTyped('')
  }
  return (
    <div className="stack">
      <p>
        <Link href="/erasures">← Erasures</Link>
      </p>
      <h1>Erase for good</h1>
      <form onSubmit={count === null ? look : erase} className={styles.form}>
        <label>
          Source
          <select value={source} onChange={({ target }) => change(setSource)(target.value)}>
            <option value="">All sources</option>
            {sources.data?.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label>
          Filter
          <input
            required
            className="mono"
            spellCheck={false}
            autoComplete="off"
            placeholder={'body.customer.email == "ada@example.com"'}
            value={filter}
            onChange={({ target }) => change(setFilter)(target.value)}
          />
          <small>
            A CEL expression, as in a route; <code>true</code> is everything. It is forgotten once it has been
            applied.
          </small>
        </label>
        {count === null ? (
          <button type="submit" disabled={busy}>
            {busy ? 'Counting …' : 'Count what that is'}
          </button>
        ) : (
          <>
            <p role="status">
              <b>
                {counted(count.events, 'event')} and {counted(count.rejections, 'refused request')}
              </b>{' '}
              would lose their content, now and for good.
            </p>
            <label>
              Reason
              <input
                required
                maxLength={500}
                value={reason}
                onChange={({ target }) => setReason(target.value)}
              />
              <small>Kept for good: a case number, not the name of the person.</small>
            </label>
            <label>
              Type {count.events} to go on
              <input
                inputMode="numeric"
                autoComplete="off"
                value={typed}
                onChange={({ target }) => setTyped(target.value)}
              />
            </label>
            <button
              type="submit"
              className="danger"
              disabled={busy || typed !== String(count.events) || reason === ''}
            >
              Erase the content of {counted(count.events, 'event')}
            </button>
          </>
        )}
        {trouble !== null && <Trouble error={trouble} />}
      </form>
    </div>
  )
}

async function countAll(selection: object): Promise<Count> {
  const sums = { events: 0, rejections: 0 }
  let cursor: string | null = null
  do {
    const step: Count & { next: string | null } = await call('/erasures/count', {
      method: 'POST',
      body: { ...selection, ...(cursor !== null && { cursor }) },
    })
    sums.events += step.events
    sums.rejections += step.rejections
    cursor = step.next
  } while (cursor !== null)
  return sums
}
