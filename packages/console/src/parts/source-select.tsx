import { useAll } from '../api/queries.ts'
import type { Source } from '../api/types.ts'

/** Chooses a source by name, or all (an empty value). One that stands in an address is shown though it may be gone. */
export function SourceSelect(props: {
  /** Where a label names it. */
  readonly id?: string
  readonly value: string
  readonly onChange: (name: string) => void
}) {
  const { id, value, onChange } = props
  const sources = useAll<Source>('/sources', { most: 400 })
  return (
    <select id={id} aria-label="Source" value={value} onChange={({ target }) => onChange(target.value)}>
      <option value="">All sources</option>
      {value !== '' && !sources.data?.some(({ name }) => name === value) && <option>{value}</option>}
      {sources.data?.map(({ name }) => (
        <option key={name}>{name}</option>
      ))}
    </select>
  )
}
