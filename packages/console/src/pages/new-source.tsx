import { Link, useSearchParams } from 'wouter'
import { useSchemes } from '../api/schemes.ts'
import { Trouble, Waiting } from '../parts/says.tsx'
import { useMay } from '../session/session.tsx'
import { ChooseProvider } from './sources/choose-provider.tsx'
import { ConnectProvider } from './sources/connect-provider.tsx'
import { SourceForm } from './sources/source-form.tsx'
import { Steps } from './sources/steps.tsx'

/** Makes a source in three steps: the provider, what both know, the first event. */
export default function NewSource() {
  const [params] = useSearchParams()
  const schemes = useSchemes()
  const may = useMay('sources.write')
  const chosen = params.get('scheme')
  if (!may) return <p>An operator can make a source; you may look.</p>
  if (schemes.error) return <Trouble error={schemes.error} onRetry={() => void schemes.refetch()} />
  if (schemes.data === undefined) return <Waiting what="for the providers" />
  const scheme = schemes.data.find(({ name }) => name === chosen)
  return (
    <div className="stack">
      <h1>New source</h1>
      <Steps at={chosen === null ? 1 : 2} />
      {chosen === null ? (
        <ChooseProvider schemes={schemes.data} />
      ) : (
        <>
          {scheme !== undefined && <ConnectProvider scheme={scheme} />}
          <SourceForm key={chosen} scheme={scheme ?? null} wanted={chosen} />
          <p>
            <Link href="/sources/new">Choose another provider</Link>
          </p>
        </>
      )}
    </div>
  )
}
