import { call } from '../../api/call.ts'
import { useApi } from '../../api/queries.ts'
import { schemeTitle, useSchemes } from '../../api/schemes.ts'
import type { Enrollment as Enrolled, Source } from '../../api/types.ts'
import { Act } from '../../parts/act.tsx'
import { CommandLine } from '../../parts/command-line.tsx'
import { Trouble } from '../../parts/says.tsx'
import { SecretText } from '../../parts/secret-text.tsx'
import { Time } from '../../parts/time.tsx'
import { useMay } from '../../session/session.tsx'

/** Where a provider sends to, with what has to be done there; and where it brings the secret, its confirmation. */
export function SourceAddress({ source }: { source: Source }) {
  const { url, state, scheme, unsigned } = source
  const title = schemeTitle(scheme, useSchemes().data)
  const may = useMay('secrets.write')
  if (url === null)
    return (
      <p className="muted">
        {unsigned
          ? 'Its address is as good as a secret: operators alone see it.'
          : 'Nothing comes in here from outside: its events are published through the API.'}
      </p>
    )
  return (
    <div className="stack">
      <CommandLine text={url} label={`Address for ${unsigned ? 'the sender' : title}`} />
      {/^https?:\/\/(127\.|localhost|\[::1\]|10\.|192\.168\.)/.test(url) && (
        <p className="hint">
          This address is reached from near here alone. Start the gateway with <code>--public-url</code>, the
          address by which the world reaches it, and it stands here.
        </p>
      )}
      {state === 'enrolling' && may && <Enrollment source={source} />}
      {state === 'enrolling' && !may && (
        <p className="muted">The secret is to come: an operator then confirms it, or adds it.</p>
      )}
    </div>
  )
}

/** The secret that a handshake has brought, to be compared with the provider's before it counts. */
function Enrollment({ source: { name, scheme } }: { source: Source }) {
  const path = `/sources/${encodeURIComponent(name)}`
  const pending = useApi<Enrolled>(`${path}/enrollment`, {}, { everyMs: 2000 })
  const schemes = useSchemes().data
  const title = schemeTitle(scheme, schemes)
  const later = schemes?.find((one) => one.name === scheme)?.keyLater
  if (pending.error) return <Trouble error={pending.error} />
  const secrets = pending.data?.secrets ?? []
  if (secrets.length === 0)
    return (
      <p role="status">
        ◌ Enter the address at {title}.{' '}
        {later
          ? `${later} Add it here then.`
          : 'Its handshake brings the secret, which you then confirm here.'}
      </p>
    )
  return (
    <section className="panel pad stack" aria-label="The secret that came" role="status">
      <h2>{title} has brought a secret</h2>
      <p>Is it the one that {title} shows? Nothing is taken in before you say so.</p>
      {secrets.map(({ id, value, createdAt }) => (
        <p key={id} className="line">
          {value === null ? 'It cannot be opened with the key in use.' : <SecretText value={value} />}
          <span className="muted">
            came <Time at={createdAt} />
          </span>
        </p>
      ))}
      <div>
        <Act
          className="primary"
          act={() => call(`${path}/confirm`, { method: 'POST' })}
          disabled={secrets.length > 1}
        >
          Yes, it is the one
        </Act>
      </div>
      {secrets.length > 1 && <p>Two have come: remove that which is not the provider’s.</p>}
    </section>
  )
}
