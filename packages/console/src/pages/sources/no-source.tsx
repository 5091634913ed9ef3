import { Link } from 'wouter'
import { Nothing } from '../../parts/says.tsx'
import { useMay } from '../../session/session.tsx'

/**
 * Where there is no source yet: the way to the first.
 *
 * @param make - the words of that way
 * @param others - what is said to those who may not go it
 */
export function NoSource({ make, others }: { make: string; others: string }) {
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
            {make}
          </Link>
        ) : (
          <p>{others}</p>
        )}
      </Nothing>
    </div>
  )
}
