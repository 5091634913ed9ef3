import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useSearchParams } from 'wouter'
import { call } from '../../api/call.ts'
import type { AuditProof, AuditRow, Page } from '../../api/types.ts'
import { Act } from '../../parts/act.tsx'
import { counted } from '../../parts/format.ts'
import { Plain } from '../../parts/plain.tsx'
import { Nothing, Trouble, Waiting } from '../../parts/says.tsx'
import { State } from '../../parts/state.tsx'
import { Time } from '../../parts/time.tsx'
import { changesOf, restOf, wordsOf } from './audit-words.ts'
import styles from './settings.module.css'

/** Who did what, the newest first, with what it was before and after; and the proof that no row was altered. */
export function AuditTrail() {
  const [params, setParams] = useSearchParams()
  const query = { by: params.get('by'), target: params.get('target') }
  const [proof, setProof] = useState<AuditProof | null>(null)
  const audit = useInfiniteQuery({
    queryKey: ['/audit', query],
    queryFn: ({ pageParam, signal }) =>
      call<Page<AuditRow>>('/audit', { query: { ...query, limit: 100, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
  })
  const rows = audit.data?.pages.flatMap(({ items }) => items) ?? []
  const set = (name: string, value: string): void =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before)
        if (value === '') next.delete(name)
        else next.set(name, value)
        return next
      },
      { replace: true },
    )
  return (
    <div className="stack">
      <div className="line">
        {(
          [
            ['by', 'By whom'],
            ['target', 'Of what'],
          ] as const
        ).map(([name, label]) => (
          <label key={name}>
            <span className="heard">{label}</span>
            <input
              type="search"
              placeholder={label}
              value={params.get(name) ?? ''}
              onChange={({ target }) => set(name, target.value)}
            />
          </label>
        ))}
        <span className="line push">
          <Act act={() => call<AuditProof>('/audit/verify')} onDone={setProof} busy="Proving …">
            Prove that no row was altered
          </Act>
        </span>
      </div>
      {proof !== null && (
        <p role="status" className="line">
          <State of={proof.ok ? 'verified' : 'refused'} word={proof.ok ? 'proven' : 'altered'} />
          {proof.ok ? `${counted(proof.rows, 'row')} are as they were written.` : proof.fault?.sentence}
        </p>
      )}
      {audit.error && <Trouble error={audit.error} onRetry={() => void audit.refetch()} />}
      {audit.isPending && !audit.error && <Waiting />}
      {!audit.isPending && rows.length === 0 && (
        <div className="panel">
          <Nothing title="Nobody did such a thing.">
            <p className="muted">Looked for under the name or id that you gave, in all that is kept.</p>
          </Nothing>
        </div>
      )}
      {rows.length > 0 && (
        <ol className={styles.rows} aria-label="Audit">
          {rows.map((row) => (
            <li key={row.number} className={styles.row}>
              <Row row={row} />
            </li>
          ))}
        </ol>
      )}
      {audit.hasNextPage && (
        <div>
          <button type="button" disabled={audit.isFetching} onClick={() => void audit.fetchNextPage()}>
            Older ones
          </button>
        </div>
      )}
    </div>
  )
}

function Row({ row }: { row: AuditRow }) {
  const changes = changesOf(row.outline)
  const rest = restOf(row.outline)
  return (
    <details>
      <summary>
        <Time at={row.at} form="full" />
        <b>{row.name ?? row.by}</b>
        <span>{wordsOf(row.operation)}</span>
        <code className="muted">
          <Plain text={row.target} most={120} />
        </code>
        {'refused' in row.outline && <State of="refused" word={String(row.outline.refused)} />}
      </summary>
      {changes.length > 0 && (
        <div className="scroll">
          <table className={styles.change}>
            <thead>
              <tr>
                <th scope="col">Field</th>
                <th scope="col">Before</th>
                <th scope="col">After</th>
              </tr>
            </thead>
            <tbody>
              {changes.map(({ thing, field, before, after }) => (
                <tr key={`${thing} ${field}`}>
                  <td>
                    <Plain text={`${thing} ${field}`} />
                  </td>
                  <td className={styles.before}>
                    <Plain text={before} most={300} />
                  </td>
                  <td className={styles.after}>
                    <Plain text={after} most={300} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {rest !== '' && (
        <p className="mono">
          <Plain text={rest} most={1000} />
        </p>
      )}
      <p className="hint">
        Row {row.number} · {row.by}
      </p>
    </details>
  )
}
