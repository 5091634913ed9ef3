import { Fragment } from 'react'
import { call } from '../../api/call.ts'
import type { Source } from '../../api/types.ts'
import { bytes, duration } from '../../parts/format.ts'
import { SaveDraft } from '../../parts/save-draft.tsx'
import { useDraft } from '../../parts/use-draft.ts'
import { useMay } from '../../session/session.tsx'
import styles from './sources.module.css'

type Field =
  | 'onMismatch'
  | 'silentMinutes'
  | 'ratePerSecond'
  | 'toleranceSeconds'
  | 'maxBodyBytes'
  | 'masks'
  | 'index'

const labels: Readonly<Record<Field, string>> = {
  onMismatch: 'What does not match',
  silentMinutes: 'Tell of silence after',
  ratePerSecond: 'At most',
  toleranceSeconds: 'Clock tolerance',
  maxBodyBytes: 'Largest body',
  masks: 'Masked for whoever looks',
  index: 'Found by value',
}

/** What a source does with what does not match, how much it takes, and when its silence is told of. */
export function SourcePolicy({ source }: { source: Source }) {
  const may = useMay('sources.write')
  const { onMismatch, silentAfterMs, ratePerSecond, toleranceSeconds, maxBodyBytes, rejections } = source
  const { masks, index } = source
  const now: Record<Field, string> = {
    onMismatch,
    silentMinutes: silentAfterMs === null ? '' : String(silentAfterMs / 60_000),
    ratePerSecond: String(ratePerSecond ?? ''),
    toleranceSeconds: String(toleranceSeconds ?? ''),
    maxBodyBytes: String(maxBodyBytes ?? ''),
    masks: masks.join(' '),
    index: index.join(' '),
  }
  const draft = useDraft(source, now)
  const { value, set, changed } = draft
  const given = (field: Field): number | null => (value(field) === '' ? null : Number(value(field)))
  const save = (): Promise<Source> => {
    const minutes = given('silentMinutes')
    return call<Source>(`/sources/${encodeURIComponent(source.name)}`, {
      method: 'PATCH',
      etag: draft.etag,
      body: {
        ...(changed.onMismatch !== undefined && { onMismatch: changed.onMismatch }),
        ...(changed.silentMinutes !== undefined && {
          silentAfterMs: minutes && Math.round(minutes * 60_000),
        }),
        ...(changed.ratePerSecond !== undefined && { ratePerSecond: given('ratePerSecond') }),
        ...(changed.toleranceSeconds !== undefined && { toleranceSeconds: given('toleranceSeconds') }),
        ...(changed.maxBodyBytes !== undefined && { maxBodyBytes: given('maxBodyBytes') }),
        ...(changed.masks !== undefined && { masks: pathsIn(changed.masks) }),
        ...(changed.index !== undefined && { index: pathsIn(changed.index) }),
      },
    })
  }
  if (!may)
    return (
      <section className="panel pad stack" aria-label="Policy">
        <h2>Policy</h2>
        <dl className="facts">
          <dt>What does not match</dt>
          <dd>{onMismatch === 'hold' ? 'answered 200 and held' : 'refused'}</dd>
          <dt>Silence</dt>
          <dd>{silentAfterMs === null ? 'not told of' : `told of after ${duration(silentAfterMs)}`}</dd>
          <dt>Rate</dt>
          <dd>{ratePerSecond === null ? 'no limit' : `${ratePerSecond}/s`}</dd>
          <dt>Largest body</dt>
          <dd>{maxBodyBytes === null ? 'the gateway’s limit' : bytes(maxBodyBytes)}</dd>
          {(['masks', 'index'] as const).map(
            (field) =>
              source[field].length > 0 && (
                <Fragment key={field}>
                  <dt>{labels[field]}</dt>
                  <dd className="mono">{source[field].join(', ')}</dd>
                </Fragment>
              ),
          )}
          <dt>Refused, kept</dt>
          <dd>
            {rejections.count}, {bytes(rejections.bytes)}
          </dd>
        </dl>
      </section>
    )
  const number = (field: Field, hint: string) => (
    <label>
      {labels[field]}
      <input
        type="number"
        min="0"
        step="any"
        value={value(field)}
        onChange={({ target }) => set(field, target.value)}
      />
      <small>{hint}</small>
    </label>
  )
  const paths = (field: 'masks' | 'index', hint: string) => (
    <label>
      {labels[field]}
      <input
        spellCheck={false}
        autoComplete="off"
        value={value(field)}
        onChange={({ target }) => set(field, target.value)}
      />
      <small>{hint}</small>
    </label>
  )
  return (
    <section className="panel pad stack" aria-label="Policy">
      <h2>Policy</h2>
      <div className={styles.fields}>
        <label>
          {labels.onMismatch}
          <select value={value('onMismatch')} onChange={({ target }) => set('onMismatch', target.value)}>
            <option value="refuse">is refused: the provider tries again</option>
            <option value="hold">is answered 200 and held</option>
          </select>
        </label>
        {number('silentMinutes', 'minutes; empty: never')}
        {number('ratePerSecond', 'requests a second; empty: no limit')}
        {number('toleranceSeconds', 'seconds; empty: as the scheme says')}
        {number(
          'maxBodyBytes',
          value('maxBodyBytes') === ''
            ? 'empty: the gateway’s limit'
            : `bytes: ${bytes(Number(value('maxBodyBytes')) || 0)}`,
        )}
      </div>
      {paths(
        'masks',
        'paths in JSON, such as customer.email items.*.phone **.ssn; what is delivered stays as it came',
      )}
      {paths('index', 'paths in JSON, such as order.id items.*.sku, of what comes from now on')}
      <div>
        <SaveDraft draft={draft} labels={labels} act={save}>
          Save the policy
        </SaveDraft>
      </div>
    </section>
  )
}

function pathsIn(text: string): string[] {
  return text.split(/[\s,]+/).filter((path) => path !== '')
}
