import { type FormEvent, useState } from 'react'
import { Link, useSearchParams } from 'wouter'
import { call } from '../../api/call.ts'
import { useAll, useApi } from '../../api/queries.ts'
import type { Destination, Event, Replay, TwoWayPage } from '../../api/types.ts'
import { counted, duration } from '../../parts/format.ts'
import { Trouble } from '../../parts/says.tsx'
import { SourceSelect } from '../../parts/source-select.tsx'
import { useOnward } from '../../parts/use-onward.ts'
import { Moment } from '../events/moment.tsx'
import styles from '../jobs/jobs.module.css'

const verdicts = ['verified', 'authenticated', 'unsigned', 'published', 'backfilled']

/** Chooses events by source, type, verdict and time, says how many that are and how long it takes, and begins. */
export function NewReplay() {
  const [params, setParams] = useSearchParams()
  const onward = useOnward()
  const [trouble, setTrouble] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const destinations = useAll<Destination>('/destinations', { most: 400 })
  const value = (name: string): string => params.get(name) ?? ''
  const set = (name: string, text: string): void =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before)
        if (text === '') next.delete(name)
        else next.set(name, text)
        return next
      },
      { replace: true },
    )
  const selection = Object.fromEntries(
    ['source', 'type', 'verdict', 'from', 'to']
      .map((name) => [name, value(name)])
      .filter(([, text]) => text !== ''),
  )
  const found = useApi<TwoWayPage<Event>>('/events', { ...selection, limit: 1 })
  const rate = Number(value('rate') || '50')
  const estimate = found.data?.estimate
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    setBusy(true)
    setTrouble(null)
    call<Replay>('/replays', {
      method: 'POST',
      body: {
        ...selection,
        ...(value('destination') !== '' && { destination: value('destination') }),
        ...(value('filter') !== '' && { filter: value('filter') }),
        ratePerSecond: rate,
      },
    })
      .then(({ id }) => onward(`/replays/${id}`))
      .catch(setTrouble)
      .finally(() => setBusy(false))
  }
  return (
    <div className="stack">
      <p>
        <Link href="/replays">← Replays</Link>
      </p>
      <h1>Replay many events</h1>
      <form onSubmit={submit} className={styles.form}>
        <div className={styles.two}>
          <label htmlFor="source">
            Source
            <SourceSelect id="source" value={value('source')} onChange={(source) => set('source', source)} />
          </label>
          <label>
            Verdict
            <select value={value('verdict')} onChange={({ target }) => set('verdict', target.value)}>
              <option value="">Any</option>
              {verdicts.map((verdict) => (
                <option key={verdict}>{verdict}</option>
              ))}
            </select>
          </label>
          <Moment label="Received from" at={value('from')} onChange={(from) => set('from', from)} />
          <Moment label="until" at={value('to')} onChange={(to) => set('to', to)} />
          <label>
            Type
            <input
              value={value('type')}
              spellCheck={false}
              onChange={({ target }) => set('type', target.value)}
            />
          </label>
          <label>
            To
            <select value={value('destination')} onChange={({ target }) => set('destination', target.value)}>
              <option value="">Where the routes lead</option>
              {destinations.data?.map(({ name }) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </label>
        </div>
        <label>
          Filter
          <input
            value={value('filter')}
            spellCheck={false}
            placeholder={'type == "push"'}
            className="mono"
            onChange={({ target }) => set('filter', target.value)}
          />
          <small>A CEL expression, as in a route; empty: all that match the rest.</small>
        </label>
        <label>
          Events a second
          <input
            type="number"
            min={0.01}
            max={100_000}
            step="any"
            value={value('rate') || '50'}
            onChange={({ target }) => set('rate', target.value)}
          />
        </label>
        {trouble !== null && <Trouble error={trouble} />}
        <p role="status" className="num">
          {found.data?.items.length === 0
            ? 'No event matches.'
            : estimate === undefined
              ? 'At least one event matches.'
              : `${estimate.exact ? '' : 'About '}${counted(estimate.count, 'event')}${value('filter') === '' ? '' : ' before the filter'}, at ${rate} a second: ${duration((estimate.count / Math.max(0.01, rate)) * 1000)}.`}
        </p>
        <button type="submit" className="primary" disabled={busy || found.data?.items.length === 0}>
          {busy ? 'Beginning …' : 'Replay them'}
        </button>
      </form>
    </div>
  )
}
