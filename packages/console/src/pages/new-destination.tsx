import { useState } from 'react'
import { Link, useSearchParams } from 'wouter'
import { call } from '../api/call.ts'
import { useAll } from '../api/queries.ts'
import type { Destination, Source } from '../api/types.ts'
import { Act } from '../parts/act.tsx'
import { SecretText } from '../parts/secret-text.tsx'
import { useMay } from '../session/session.tsx'
import styles from './sources/sources.module.css'

/** Makes a destination and, where one wishes, the route to it; shows its secret once. */
export default function NewDestination() {
  const [params] = useSearchParams()
  const may = useMay('destinations.write')
  const sources = useAll<Source>('/sources')
  const [name, setName] = useState('')
  const [url, setUrl] = useState('')
  const [pull, setPull] = useState(false)
  const [inside, setInside] = useState(false)
  const [source, setSource] = useState(params.get('source') ?? '')
  const [made, setMade] = useState<Destination | null>(null)
  if (!may) return <p>An operator can make a destination; you may look.</p>
  const make = async (): Promise<Destination> => {
    const body = pull ? { name, kind: 'pull' } : { name, url, ...(inside && { allowPrivate: true }) }
    const destination = await call<Destination>('/destinations', { method: 'POST', body })
    if (source !== '') await call('/routes', { method: 'POST', body: { source, destination: name } })
    return destination
  }
  if (made !== null) return <Made destination={made} source={source} />
  return (
    <div className="stack">
      <h1>New destination</h1>
      <form className={styles.form} aria-label="New destination" onSubmit={(event) => event.preventDefault()}>
        <label>
          Name
          <input
            value={name}
            required
            autoComplete="off"
            spellCheck={false}
            placeholder="such as app, billing, audit"
            onChange={({ target }) => setName(target.value)}
          />
        </label>
        {!pull && (
          <label>
            Address
            <input
              type="url"
              value={url}
              required
              autoComplete="off"
              spellCheck={false}
              placeholder="https://app.example.com/webhooks"
              onChange={({ target }) => setUrl(target.value)}
            />
            <small>
              Events are posted there, signed by Standard Webhooks with a secret that is made for it.
            </small>
          </label>
        )}
        {!pull && (
          <label className={styles.check}>
            <input type="checkbox" checked={inside} onChange={({ target }) => setInside(target.checked)} />
            It lies inside: on this machine or in a private network
          </label>
        )}
        <label className={styles.check}>
          <input type="checkbox" checked={pull} onChange={({ target }) => setPull(target.checked)} />
          It has no address: it asks for its events
        </label>
        <label>
          Gets what comes in at
          <select value={source} onChange={({ target }) => setSource(target.value)}>
            <option value="">nothing yet: routes come later</option>
            {sources.data?.map((each) => (
              <option key={each.id} value={each.name}>
                {each.name}
              </option>
            ))}
          </select>
          <small>All of it; a filter can be set on the route.</small>
        </label>
        <div className="stack">
          <div>
            <Act
              className="primary"
              disabled={name === '' || (!pull && url === '')}
              act={make}
              onDone={setMade}
            >
              Make the destination
            </Act>
          </div>
        </div>
      </form>
    </div>
  )
}

function Made({ destination: { name, secret }, source }: { destination: Destination; source: string }) {
  const path = `/destinations/${encodeURIComponent(name)}`
  return (
    <div className="stack" role="status">
      <h1>{name} is made</h1>
      {secret !== undefined && (
        <section className={`panel pad stack ${styles.waits}`} aria-label="Its secret">
          <p>
            <b>Its secret, shown this once.</b> The application verifies deliveries with it.
          </p>
          <SecretText value={secret} />
        </section>
      )}
      <p className="line">
        <Link href={path} className="button primary">
          I have it: to the destination
        </Link>
        {source === '' && (
          <Link href={`/routes?destination=${encodeURIComponent(name)}`}>Choose what it gets</Link>
        )}
      </p>
    </div>
  )
}
