import { useState } from 'react'
import type { StreamQuery } from '../../live/follow-stream.ts'
import { SourceSelect } from '../../parts/source-select.tsx'
import { verdicts } from '../events/verdicts.ts'

/** What of all that comes is followed. */
export function StreamFilter(props: {
  readonly query: Required<StreamQuery>
  readonly onChange: (name: keyof StreamQuery, value: string) => void
}) {
  const { query, onChange } = props
  const [type, setType] = useState(query.type)
  return (
    <>
      <SourceSelect value={query.source} onChange={(source) => onChange('source', source)} />
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
