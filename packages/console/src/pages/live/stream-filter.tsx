import { useState } from 'react'
import { useAll } from '../../api/queries.ts'
import type { Source } from '../../api/types.ts'
import type { StreamQuery } from '../../live/follow-stream.ts'
import { verdicts } from '../events/verdicts.ts'

/** What of all that comes is followed. */
export function StreamFilter(props: {
  readonly query: Required<StreamQuery>
  readonly onChange: (name: keyof StreamQuery, value: string) => void
}) {
  const { query, onChange } = props
  const sources = useAll<Source>('/sources', { most: 400 })
  const [type, setType] = useState(query.type)
  return (
    <>
      <select
        aria-label="Source"
        value={query.source}
        onChange={({ target }) => onChange('source', target.value)}
      >
        <option value="">All sources</option>
        {query.source !== '' && !sources.data?.some(({ name }) => name === query.source) && (
          <option>{query.source}</option>
        )}
        {sources.data?.map(({ name }) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          onChange('type', type.trim())
        }}
      >
        <input
          aria-label="Type"
          placeholder="Any type"
          autoComplete="off"
          spellCheck={false}
          value={type}
          onChange={({ target }) => setType(target.value)}
          onBlur={() => type.trim() !== query.type && onChange('type', type.trim())}
        />
      </form>
      <select
        aria-label="Verdict"
        value={query.verdict}
        onChange={({ target }) => onChange('verdict', target.value)}
      >
        <option value="">Any verdict</option>
        {verdicts.map((verdict) => (
          <option key={verdict}>{verdict}</option>
        ))}
      </select>
    </>
  )
}
