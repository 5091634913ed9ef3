import { Link, useParams } from 'wouter'
import { useApi } from '../api/queries.ts'
import type { Source } from '../api/types.ts'
import { Trouble, Waiting } from '../parts/says.tsx'
import { FirstEvent } from './sources/first-event.tsx'
import { SourceAddress } from './sources/source-address.tsx'
import { Steps } from './sources/steps.tsx'

/** The last step of a new source: the address for the provider, and the wait for what it sends first. */
export default function FirstEventPage() {
  const { name = '' } = useParams<{ name: string }>()
  const path = `/sources/${encodeURIComponent(name)}`
  const source = useApi<Source>(path, {}, { everyMs: 10_000 })
  if (source.error) return <Trouble error={source.error} onRetry={() => void source.refetch()} />
  if (source.data === undefined) return <Waiting />
  return (
    <div className="stack">
      <h1>New source: {name}</h1>
      <Steps at={3} />
      <SourceAddress source={source.data} />
      <FirstEvent source={source.data} />
      <p>
        <Link href={path}>To the source</Link>
      </p>
    </div>
  )
}
