import { Link } from 'wouter'
import { Nothing } from '../../parts/says.tsx'
import { useMay } from '../../session/session.tsx'

/** Where there is no source yet: the way to the first. */
export function FirstSource() {
  const may = useMay('sources.write')
  return (
    <div className="panel">
      <Nothing title="No source yet: nothing can come in.">
        <p className="muted">
          A source is where one provider sends to. It has a name, the provider’s way of signing, and a secret
          that both know.
        </p>
        {may ? (
          <Link href="/sources/new" className="button primary">
            Make the first source
          </Link>
        ) : (
          <p>Who may change things can make one here.</p>
        )}
      </Nothing>
    </div>
  )
}
