/** A field for a time in the reader's zone; empty for none. */
export function Moment(props: {
  readonly label: string
  readonly at: string
  readonly onChange: (at: string) => void
  /** The label is for the ear alone. */
  readonly bare?: boolean
}) {
  const { at, onChange, label, bare = false } = props
  const date = new Date(at)
  const local = Number.isNaN(date.getTime())
    ? ''
    : new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19)
  return (
    <label>
      <span className={bare ? 'heard' : undefined}>{label}</span>
      <input
        type="datetime-local"
        step={1}
        value={local}
        onChange={({ target }) => onChange(target.value === '' ? '' : new Date(target.value).toISOString())}
      />
    </label>
  )
}
