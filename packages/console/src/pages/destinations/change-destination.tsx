import { call } from '../../api/call.ts'
import type { Destination } from '../../api/types.ts'
import { SaveDraft } from '../../parts/save-draft.tsx'
import { useDraft } from '../../parts/use-draft.ts'
import styles from '../sources/sources.module.css'

const labels = {
  url: 'Address',
  timeoutSeconds: 'Time-out',
  concurrency: 'At a time',
  ratePerSecond: 'At most',
  types: 'Types',
}

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
  const draft = useDraft(destination, now)
  const { changed } = draft
  const field = (key: keyof typeof now, hint: string, type = 'number') => (
    <label>
      {labels[key]}
      <input
        type={type}
        min="0"
        step="any"
        autoComplete="off"
        spellCheck={false}
        value={draft.value(key)}
        onChange={({ target }) => draft.set(key, target.value)}
      />
      <small>{hint}</small>
    </label>
  )
  const save = () =>
    call(`/destinations/${encodeURIComponent(name)}`, {
      method: 'PATCH',
      etag: draft.etag,
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
      {kind === 'push' && field('url', 'What waits goes to the new one at once.', 'url')}
      <div className={styles.fields}>
        {/* Nothing is sent to an application that asks. */}
        {kind !== 'pull' && (
          <>
            {field('timeoutSeconds', 'seconds')}
            {field('concurrency', 'requests')}
            {field('ratePerSecond', 'a second; empty: no limit')}
          </>
        )}
        {field('types', 'such as order.* ; empty: all', 'text')}
      </div>
      <div className="stack">
        <div>
          <SaveDraft draft={draft} labels={labels} act={save}>
            Save the change
          </SaveDraft>
        </div>
      </div>
    </section>
  )
}
