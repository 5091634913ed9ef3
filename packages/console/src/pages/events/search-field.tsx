import { type FormEvent, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { useKeys } from '../../parts/keys.tsx'
import { SourceSelect } from '../../parts/source-select.tsx'
import { type EventQuery, ranges, readQuery, writeQuery } from './event-query.ts'
import styles from './events.module.css'
import { Moment } from './moment.tsx'
import { verdicts } from './verdicts.ts'

/** The field and the choices beside it: two views of one query, which stands in the address. */
export function SearchField({
  query,
  onChange,
}: {
  query: EventQuery
  onChange: (change: Partial<EventQuery>) => void
}) {
  const written = writeQuery(query)
  const [draft, setDraft] = useState<string | null>(null)
  const [, go] = useLocation()
  const field = useRef<HTMLInputElement>(null)
  useKeys([['/', 'Search', () => field.current?.focus()]])
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const text = (draft ?? written).trim()
    setDraft(null)
    if (/^evt_[0-9a-z]+$/.test(text)) go(`/events/${text}`)
    else onChange(readQuery(text))
  }
  return (
    <form role="search" onSubmit={submit} className={styles.search}>
      <input
        ref={field}
        type="search"
        aria-label="Search events"
        className={styles.text}
        placeholder="source:shop type:orders/paid, an id, or words in a body"
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        value={draft ?? written}
        onChange={({ target }) => setDraft(target.value)}
        onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
        onBlur={() => draft !== null && draft.trim() === written && setDraft(null)}
      />
      <SourceSelect value={query.source} onChange={(source) => onChange({ source })} />
      <select
        aria-label="Verdict"
        value={query.verdict}
        onChange={({ target }) => onChange({ verdict: target.value })}
      >
        <option value="">Any verdict</option>
        {verdicts.map((verdict) => (
          <option key={verdict}>{verdict}</option>
        ))}
      </select>
      <select
        aria-label="Time"
        value={query.last || (query.from || query.to ? 'own' : '')}
        onChange={({ target }) =>
          onChange(
            target.value === 'own'
              ? {
                  last: '',
                  from: new Date(Date.now() - 3_600_000).toISOString(),
                  to: new Date().toISOString(),
                }
              : { last: target.value, from: '', to: '' },
          )
        }
      >
        <option value="">All time</option>
        {Object.entries(ranges).map(([key, { name }]) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
        <option value="own">From … to …</option>
      </select>
      {(query.from || query.to) && (
        <span className={styles.range}>
          <Moment bare label="From" at={query.from} onChange={(from) => onChange({ from })} />
          <Moment bare label="To" at={query.to} onChange={(to) => onChange({ to })} />
        </span>
      )}
      <button type="submit" className="heard">
        Search
      </button>
    </form>
  )
}
