import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { Link } from 'wouter'
import { call } from '../../api/call.ts'
import { useApi } from '../../api/queries.ts'
import type { Page, Rejection, Source } from '../../api/types.ts'
import { Act } from '../../parts/act.tsx'
import { ConfirmByName } from '../../parts/confirm-by-name.tsx'
import { bytes, counted, duration, number } from '../../parts/format.ts'
import { useMay } from '../../session/session.tsx'
import { AddSecret } from '../secrets/add-secret.tsx'
import { countKept, type LetIn, letInAll, perSecond } from './let-in.ts'
import styles from './refused.module.css'

/** As many as one call can look at in a moment. */
const mostTried = 20

interface Trial {
  readonly tried: number
  readonly matched: number
  readonly unknown: number
}

/** The way from a cause to its events let in: mend the secret, try it on some, let in all of the same kind. */
export function Mend({ rejection, onMended }: { rejection: Rejection; onMended: () => void }) {
  const { source, code } = rejection
  const maySecret = useMay('secrets.write')
  const may = useMay('rejections.write')
  const found = useApi<Source>(`/sources/${encodeURIComponent(source)}`)
  const [trial, setTrial] = useState<Trial | null>(null)
  const [letIn, setLetIn] = useState<LetIn | null>(null)
  const same = useQuery({
    queryKey: ['/rejections', 'same', source, code],
    queryFn: ({ signal }) => countKept({ source, code }, signal),
    enabled: may,
  })
  const { count, bytes: size } = same.data ?? { count: 0, bytes: 0 }
  const stop = useRef<AbortController | null>(null)
  useEffect(() => () => stop.current?.abort(), [])
  const matched = rejection.diagnosis?.matched === true
  const known =
    same.data === undefined
      ? 'Counting …'
      : `${counted(count, 'request')} of ${source} with ${code} ${count === 1 ? 'is' : 'are'} kept, ${bytes(size)}.`
  const tryOn = async (): Promise<Trial> => {
    const query = { source, code, limit: mostTried }
    const { items: some } = await call<Page<Rejection>>('/rejections', { query })
    let [fit, unknown] = [0, 0]
    for (const { id } of some) {
      const { diagnosis } = await call<Rejection>(`/rejections/${id}`)
      if (diagnosis == null) unknown += 1
      else if (diagnosis.matched) fit += 1
    }
    return { tried: some.length, matched: fit, unknown }
  }
  const begin = (): void => {
    stop.current = new AbortController()
    void letInAll({ source, code }, count, setLetIn, stop.current.signal).then(() => same.refetch())
  }
  if (!may) return <p className="muted">An operator can mend the cause and let in what is kept.</p>
  return (
    <section className="panel pad stack" aria-label="Mend">
      <h2>Mend it</h2>
      <p className="num">{known}</p>
      <ol className={styles.mend}>
        <li className="stack">
          <h3>1 Put the cause right</h3>
          {found.data !== undefined && !found.data.unsigned && maySecret && !matched && (
            <div className={styles.add}>
              <AddSecret
                path={`/sources/${encodeURIComponent(source)}/secrets`}
                noun="sources"
                others={found.data.secrets.length}
                lineEnd={rejection.diagnosis?.codes.includes('secret-line-end-at-provider') ?? false}
                onDone={onMended}
              />
            </div>
          )}
          {matched && <p>✓ This one matches with the secrets of now.</p>}
        </li>
        <li className="stack">
          <h3>2 Try it on some</h3>
          <div className="stack">
            <div>
              <Act act={tryOn} disabled={count === 0} busy="Trying …" onDone={setTrial}>
                {count === 0 ? 'Try on some' : `Try on ${Math.min(mostTried, count)}`}
              </Act>
            </div>
            {trial !== null && (
              <p role="status">
                {trial.matched === trial.tried ? '✓ ' : ''}
                {trial.matched} of {trial.tried} match now
                {trial.unknown > 0 && `; of ${trial.unknown} too many proofs were asked for at once`}.
              </p>
            )}
          </div>
        </li>
        <li className="stack">
          <h3>3 Let them in</h3>
          {count === 0 && letIn === null && <p className="muted">There are none to let in.</p>}
          <p className="num muted" hidden={count === 0}>
            {counted(count, 'request')}, {bytes(size)}, about {duration((count / perSecond) * 1000)}. Each is
            verified again, keeps the time at which it came, and is delivered as any event; a repeat stays one
            event. What does not match stays refused.
          </p>
          {letIn === null ? (
            <div hidden={count === 0}>
              <ConfirmByName
                primary
                open={`Let in ${number(count)} …`}
                title={`Let in ${counted(count, 'request')} of ${source}?`}
                text={String(count)}
                does={`Let in ${number(count)}`}
                act={async () => undefined}
                onDone={begin}
              >
                <p>They are delivered to every destination that {source} has a route to.</p>
              </ConfirmByName>
            </div>
          ) : (
            <Outcome
              letIn={letIn}
              source={source}
              onStop={() => stop.current?.abort()}
              onAgain={() => setLetIn(null)}
            />
          )}
        </li>
      </ol>
    </section>
  )
}

function Outcome(props: { letIn: LetIn; source: string; onStop: () => void; onAgain: () => void }) {
  const { letIn, source, onStop, onAgain } = props
  const { total, done, events, duplicates, refused, trouble } = letIn
  const over = done === total || trouble !== null
  return (
    <div role="status" className="stack">
      <p className="num">
        {over ? '' : 'Letting in: '}
        <b>{number(done)}</b> of {number(total)}: {counted(events, 'event')}
        {duplicates > 0 && `, ${counted(duplicates, 'repeat')}`}
        {refused > 0 && `, ${number(refused)} still refused`}.
        {!over && ' Stay on this page until it is done.'}
      </p>
      <progress max={total} value={done} aria-label="Let in" />
      {!over && (
        <div>
          <button type="button" onClick={onStop}>
            Stop
          </button>
        </div>
      )}
      {trouble !== null && <p>It stopped: {trouble}</p>}
      {over && (
        <p className="line">
          <Link href={`/events?source=${encodeURIComponent(source)}`} className="button primary">
            Look at its events
          </Link>
          <button type="button" onClick={onAgain}>
            Back
          </button>
        </p>
      )}
    </div>
  )
}
