import { Link, useSearchParams } from 'wouter'
import type { Scheme } from '../../api/types.ts'
import { useKeys } from '../../parts/keys.tsx'
import { useFilterText } from '../use-filter-text.tsx'
import styles from './sources.module.css'

/** Those that are asked for most, shown before anything is typed. */
const often = new Set(
  'github gitlab stripe shopify slack webex seatable twilio zoom hubspot paypal discord meta whatsapp linear jira sentry standard-webhooks svix square mailgun sendgrid calendly typeform'.split(
    ' ',
  ),
)

/** The providers of the catalogue, by what one types; and what to take where there is none. */
export function ChooseProvider({ schemes }: { schemes: readonly Scheme[] }) {
  const [params] = useSearchParams()
  const filter = useFilterText('Which provider sends?')
  useKeys([['/', 'Find a provider', filter.focus]])
  const asked = (params.get('q') ?? '').trim().toLowerCase()
  const all = params.has('all')
  const found = schemes
    .filter(({ name, title }) =>
      asked === '' ? all || often.has(name) : `${name} ${title}`.toLowerCase().includes(asked),
    )
    .sort((one, other) => one.title.localeCompare(other.title))
  return (
    <>
      <div className="line">
        {filter.field}
        <span className="muted num" role="status">
          {asked !== '' && `${found.length} match`}
        </span>
      </div>
      <ul className={styles.providers}>
        {found.map(({ name, title, algorithm, verdict, experimental }) => (
          <li key={name}>
            <Link href={`/sources/new?scheme=${encodeURIComponent(name)}`} className={styles.provider}>
              <b>{title}</b>
              <span className="muted">
                {algorithm}
                {verdict === 'authenticated' && ' · body not covered'}
                {experimental && ' · experimental'}
              </span>
            </Link>
          </li>
        ))}
        {asked !== '' && found.length === 0 && (
          <li className={styles.none}>
            No provider has “{asked}” in its name. Many sign by{' '}
            <Link href="/sources/new?scheme=standard-webhooks">Standard Webhooks</Link> without saying so;
            else write down how it signs.
          </li>
        )}
      </ul>
      {asked === '' && !all && (
        <p>
          <Link href="/sources/new?all=1">All {schemes.length} providers and forms</Link>
        </p>
      )}
      <h2>Or without a provider of the catalogue</h2>
      <ul className={styles.providers}>
        <li>
          <Link href="/sources/new?scheme=own" className={styles.provider}>
            <b>A scheme of your own</b>
            <span className="muted">How the provider signs, written out and tried on a message</span>
          </Link>
        </li>
        <li>
          <Link href="/sources/new?scheme=unsigned" className={styles.provider}>
            <b>It does not sign</b>
            <span className="muted">Its address cannot be guessed, and is all the proof there is</span>
          </Link>
        </li>
        <li>
          <Link href="/sources/new?scheme=publish" className={styles.provider}>
            <b>My own product</b>
            <span className="muted">It publishes events through the API; nothing comes in from outside</span>
          </Link>
        </li>
      </ul>
    </>
  )
}
