import { useState } from 'react'

/** Copies a text; says that it did, in its own place. */
export function Copy({
  text,
  children = 'Copy',
  className = '',
}: {
  text: () => string | Promise<string>
  children?: string
  className?: string
}) {
  const [done, setDone] = useState<string | null>(null)
  const copy = async (): Promise<void> => {
    setDone((await copyText(await text())) ? 'Copied' : 'Not copied: the browser refused')
    setTimeout(() => setDone(null), 2000)
  }
  return (
    <button type="button" onClick={() => void copy()} className={className}>
      <span aria-live="polite">{done ?? children}</span>
    </button>
  )
}

/** Copies a text; false where the browser refuses. */
export async function copyText(text: string): Promise<boolean> {
  try {
    // Not there where the page came by http from another machine.
    if (navigator.clipboard !== undefined) await navigator.clipboard.writeText(text)
    else {
      const field = document.createElement('textarea')
      field.value = text
      document.body.append(field)
      field.select()
      document.execCommand('copy')
      field.remove()
    }
    return true
  } catch {
    return false
  }
}
