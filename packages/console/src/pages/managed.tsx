/** Says where a thing is set up by a file: what is changed here is changed back, or stands out as drift. */
export function Managed({ by, drifted }: { by: string | null | undefined; drifted: boolean | undefined }) {
  if (by == null) return null
  return (
    <p className="panel pad">
      Set up by <code>{by}</code>: change it there.{' '}
      {drifted === true && <b>It is not as that says: it was changed since.</b>}
    </p>
  )
}
