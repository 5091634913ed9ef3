import { Link, useParams } from 'wouter'
import { call } from '../api/call.ts'
import { useApi } from '../api/queries.ts'
import type { Rejection } from '../api/types.ts'
import { KeptBodyView, useKeptBody } from '../body/kept-body.tsx'
import { Act } from '../parts/act.tsx'
import { bytes, firstSentence } from '../parts/format.ts'
import { Plain } from '../parts/plain.tsx'
import { Trouble, Waiting } from '../parts/says.tsx'
import { State } from '../parts/state.tsx'
import { Ago, Time } from '../parts/time.tsx'
import { useOnward } from '../parts/use-onward.ts'
import { useMay } from '../session/session.tsx'
import { HeaderTable } from './events/header-table.tsx'
import { Mend } from './refused/mend.tsx'
import { Proof } from './refused/proof.tsx'

/** One refused request: the proof of why, what to do about it, and what came. */
export default function RejectionPage() {
  const { id = '' } = useParams<{ id: string }>()
  const onward = useOnward()
  const rejection = useApi<Rejection>(`/rejections/${id}`)
  const body = useKeptBody(`/rejections/${id}`, true)
  const may = useMay('rejections.write')
  if (rejection.error)
    return (
      <div className="stack">
        <h1>Refused</h1>
        <Trouble error={rejection.error} onRetry={() => void rejection.refetch()} />
        <p className="muted">
          It may have been let in, removed, or pushed out by later ones: so many are kept.
        </p>
        <p>
          <Link href="/rejections">All that is refused</Link>
        </p>
      </div>
    )
  if (rejection.data === undefined) return <Waiting what="for the proof" />
  const { source, code, receivedAt, size, network, held, method, headers, diagnosis, explanation } =
    rejection.data
  return (
    <div className="stack">
      <p>
        <Link href={`/rejections?source=${encodeURIComponent(source)}`}>Refused · {source}</Link>
      </p>
      <h1>{diagnosis?.cause ?? firstSentence(explanation)}</h1>
      <p className="line">
        <State of="refused" word={held ? 'held' : 'refused'} />
        <Link href={`/sources/${encodeURIComponent(source)}`}>{source}</Link>
        <span>
          <Time at={receivedAt} form="full" /> <Ago at={receivedAt} />
        </span>
        <span>{bytes(size)}</span>
        <span className="muted">
          from <span className="mono">{network}</span>
        </span>
        <code className="muted">{code}</code>
        <span className="id muted">{id}</span>
      </p>
      <Proof rejection={rejection.data} />
      <Mend rejection={rejection.data} onMended={() => void rejection.refetch()} />
      <section className="panel pad stack" aria-label="What came">
        <div className="line">
          <h2>What came</h2>
          <code className="muted">
            <Plain text={method ?? ''} />
          </code>
          {may && (
            <span className="push line">
              <Act
                className="small"
                act={() => call(`/rejections/${id}`, { method: 'DELETE' })}
                onDone={() => onward('/rejections')}
              >
                Remove this one
              </Act>
            </span>
          )}
        </div>
        {headers !== undefined && <HeaderTable headers={headers} />}
        <KeptBodyView path={`/rejections/${id}`} body={body} />
      </section>
    </div>
  )
}
