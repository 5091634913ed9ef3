import { useState } from 'react'
import { call } from '../../api/call.ts'
import type { Destination } from '../../api/types.ts'
import { Act } from '../../parts/act.tsx'
import styles from '../sources/sources.module.css'

/** What of a destination is changed at any time. */
export function ChangeDestination({ destination }: { destination: Destination }) {
  const { name, kind, url, timeoutMs, concurrency, ratePerSecond, types } = destination
  const now = {
    url: url ?? '',
    timeoutSeconds: String(timeoutMs / 1000),
    concurrency: String(concurrency),
    ratePerSecond: String(ratePerSecond ?? ''),
    types: types.join(' '),
  }
  const [changed, setChanged] = useState<Partial<typeof now>>({})
  const value = { ...now, ...changed }
  const field = (key: keyof typeof now, label: string, hint: string, type = 'number') => (
    <label>
      {label}
      <input
        type={type}
        min="0"
        step="any"
        autoComplete="off"
        spellCheck={false}
        value={value[key]}
        onChange={({ target }) => setChanged((before) => ({ ...before, [key]: target.value }))}
      />
      <small>{hint}</small>
    </label>
  )
  const save = () =>
    call(`/destinations/${encodeURIComponent(name)}`, {
      method: 'PATCH',
      body: {
        ...(changed.url !== undefined && { url: changed.url }),
        ...(changed.timeoutSeconds !== undefined && {
          timeoutMs: Math.round(Number(changed.timeoutSeconds) * 1000),
        }),
        ...(changed.concurrency !== undefined && { concurrency: Number(changed.concurrency) }),
        ...(changed.ratePerSecond !== undefined && {
          ratePerSecond: changed.ratePerSecond === '' ? null : Number(changed.ratePerSecond),
        }),
        ...(changed.types !== undefined && {
          types: changed.types.split(/\s+/).filter((type) => type !== ''),
        }),
      },
    })
  return (
    <section className="panel pad stack" aria-label="Change it">
      <h2>Change it</h2>
      {kind === 'push' && field('url', 'Address', 'What waits goes to the new one at once.', 'url')}
      <div className={styles.fields}>
        {field('timeoutSeconds', 'Time-out', 'seconds')}
        {field('concurrency', 'At a time', 'requests')}
        {field('ratePerSecond', 'At most', 'a second; empty: no limit')}
        {field('types', 'Types', 'such as order.* ; empty: all', 'text')}
      </div>
      <div className="stack">
        <div>
          <Act act={save} disabled={Object.keys(changed).length === 0} onDone={() => setChanged({})}>
            Save the change
          </Act>
        </div>
      </div>
    </section>
  )
}
