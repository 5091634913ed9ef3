import { Link } from 'wouter'
import { useApi } from '../../api/queries.ts'
import type { Event, Source } from '../../api/types.ts'
import { State } from '../../parts/state.tsx'

const told = {
  verified: '',
  authenticated: 'who sent it proved to know the secret; its body is not signed',
  unsigned: 'nothing proves who sent it',
  published: 'your own application published it',
  backfilled: 'fetched from the provider, after it had not come',
} as const

/** How it was proven, by which secret, and where it came in. */
export function VerdictSentence({ event }: { event: Event }) {
  const { source: name, verdict, secret } = event
  const source = useApi<Source>(`/sources/${encodeURIComponent(name)}`, {}, { enabled: secret !== null })
  const live = source.data?.secrets.length
  return (
    <p className="line">
      <State of={verdict} />
      <span>
        {secret !== null && (
          <>
            by secret <span className="id">{secret}</span>
            {live !== undefined && live > 1 && ` (one of ${live})`}
            {told[verdict] !== '' && ': '}
          </>
        )}
        {told[verdict]}
        {secret !== null || told[verdict] !== '' ? ', at ' : 'at '}
        <Link href={`/sources/${encodeURIComponent(name)}`}>{name}</Link>
      </span>
    </p>
  )
}
