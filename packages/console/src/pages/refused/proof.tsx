import { useApi } from '../../api/queries.ts'
import { schemeTitle, useSchemes } from '../../api/schemes.ts'
import type { Rejection, Source } from '../../api/types.ts'
import { bytes, counted, firstSentence, number } from '../../parts/format.ts'
import { Plain } from '../../parts/plain.tsx'
import styles from './refused.module.css'

const sureness = {
  proven: ['Sure: with that undone, the signature matches.', '='],
  likely: ['Likely: it fits, and the signature cannot show it.', '≈'],
  unknown: ['Not found out.', '≠'],
} as const

/** Why a request was refused, laid out as it was found: what was checked, what did not match, what does. */
export function Proof({ rejection: { source, size, diagnosis, explanation } }: { rejection: Rejection }) {
  const found = useApi<Source>(`/sources/${encodeURIComponent(source)}`)
  const schemes = useSchemes().data
  const scheme = schemes?.find(({ name }) => name === found.data?.scheme)
  const title = found.data === undefined ? source : schemeTitle(found.data.scheme, schemes)
  if (diagnosis == null)
    return (
      <section className="panel pad stack" aria-label="Proof">
        <h2>Proof</h2>
        <p>{explanation}</p>
        <p className="muted">
          There is no signature to prove it by, or too many proofs were asked for at once: ask again in a
          moment.
        </p>
      </section>
    )
  const { matched, confidence, evidence, fix, work } = diagnosis
  const [sure, sign] = sureness[confidence]
  return (
    <section className="panel pad stack" aria-label="Proof">
      <h2>Proof</h2>
      <table className={styles.proof}>
        <tbody>
          <tr>
            <th scope="row">Checked</th>
            <td className={styles.sign} aria-hidden="true" />
            <td>
              {scheme?.algorithm ?? title}
              {scheme?.verdict !== 'authenticated' && ` over the ${counted(size, 'byte')} as received`}
              {scheme !== undefined && scheme.headers.length > 0 && (
                <>
                  , against <code>{scheme.headers.join(' ')}</code>
                </>
              )}
            </td>
          </tr>
          <tr>
            <th scope="row">As it came</th>
            <td className={styles.no} aria-hidden="true">
              ≠
            </td>
            <td>{firstSentence(explanation)}</td>
          </tr>
          {evidence.map((sentence) => (
            <tr key={sentence}>
              <th scope="row">{confidence === 'unknown' ? 'Seen' : 'Then'}</th>
              <td className={confidence === 'proven' ? styles.yes : styles.sign} aria-hidden="true">
                {sign}
              </td>
              <td>
                <Plain text={sentence} most={1000} />
              </td>
            </tr>
          ))}
          <tr>
            <th scope="row">So</th>
            <td className={styles.sign} aria-hidden="true" />
            <td>
              <b>{matched ? 'It matches with the secrets of now: it can be let in.' : diagnosis.cause}</b>{' '}
              {!matched && <span className="muted">{sure}</span>}
            </td>
          </tr>
          {!matched && (
            <tr>
              <th scope="row">Do</th>
              <td className={styles.sign} aria-hidden="true" />
              <td>{fix}</td>
            </tr>
          )}
        </tbody>
      </table>
      {work !== null && (
        <p className="hint">
          Found by {counted(work.trials, 'trial')} over {bytes(work.bytes)}
          {work.complete
            ? ''
            : `, not all that is known: ${number(work.trials)} are the most that are made at once`}
          . It is judged as of its receipt, with the secrets of now.
        </p>
      )}
    </section>
  )
}
