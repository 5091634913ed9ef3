import { useState } from 'react'
import { Copy } from './copy.tsx'

/** A secret that is shown this once: covered until asked for, with its button to copy it. */
export function SecretText({ value }: { value: string }) {
  const [shown, setShown] = useState(false)
  return (
    <span className="line">
      <code>{shown ? value : '•'.repeat(16)}</code>
      <button type="button" className="small" aria-pressed={shown} onClick={() => setShown(!shown)}>
        {shown ? 'Cover' : 'Show'}
      </button>
      <Copy text={() => value} className="small" />
    </span>
  )
}
