import { Link } from 'wouter'
import type { Scheme } from '../../api/types.ts'
import { duration } from '../../parts/format.ts'

const unprotected = {
  body: 'the body may have been changed',
  timestamp: 'the time is not signed',
  replay: 'a message may be sent again later',
  id: 'the id is not signed',
  type: 'the type is not signed',
  url: 'the address is not signed',
} as const

/** By what a repeat is known for one, and what that rests on. */
const repeats = {
  'signed-id': 'its id, which is signed',
  'unsigned-id+bytes': 'its id and the same bytes, since the id alone is not signed',
  'signed-fields': 'signed values that together cannot come twice',
} as const

/** How a provider signs, and what that does not protect; the provider's own pages on it. */
export function SchemeFacts({ scheme, linked = false }: { scheme: Scheme; linked?: boolean }) {
  const { title, name, algorithm, headers, toleranceSeconds, documentation, delivery } = scheme
  return (
    <section className="panel pad stack" aria-label={`About ${title}`}>
      <h2>{linked ? <Link href={`/catalogue/${name}`}>{title}</Link> : title}</h2>
      <dl className="facts">
        <dt>Proof</dt>
        <dd>{algorithm}</dd>
        <dt>Header</dt>
        <dd>
          {headers.length === 0 ? 'none: in the body or the address' : <code>{headers.join(' ')}</code>}
        </dd>
        <dt>Clock</dt>
        <dd>
          {toleranceSeconds === null
            ? 'none: an old message is as good as a new one'
            : `refused when more than ${duration(toleranceSeconds * 1000)} away`}
        </dd>
        <dt>Not protected</dt>
        <dd>
          {scheme.unprotected.length === 0
            ? 'nothing: all of a message is signed'
            : scheme.unprotected.map((part) => unprotected[part]).join('; ')}
        </dd>
        <dt>Duplicates</dt>
        <dd>
          {scheme.dedupe === null ? (
            'not known for such: the provider promises nothing that tells one, and each is delivered'
          ) : (
            <>
              known by {repeats[scheme.dedupe]} <code className="muted">{scheme.dedupe}</code>
            </>
          )}
        </dd>
        {delivery?.timeoutSeconds !== undefined && (
          <>
            <dt>It waits</dt>
            <dd>{duration(delivery.timeoutSeconds * 1000)} for an answer</dd>
          </>
        )}
        {delivery?.retries !== undefined && (
          <>
            <dt>It repeats</dt>
            <dd>{delivery.retries}</dd>
          </>
        )}
        {delivery?.disables !== undefined && (
          <>
            <dt>It gives up</dt>
            <dd>{delivery.disables}</dd>
          </>
        )}
      </dl>
      {scheme.experimental && (
        <p className="hint">Experimental: nothing of the provider’s own proves this form yet.</p>
      )}
      {documentation.length > 0 && (
        <ul aria-label="The provider’s own pages">
          {documentation.map((page) => (
            <li key={page}>
              <a href={page} target="_blank" rel="noopener noreferrer">
                {page.replace(/^https?:\/\/(www\.)?/, '').slice(0, 70)}
              </a>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
