import { type ReactNode, useRef } from 'react'
import { useSearchParams } from 'wouter'

/** A field that filters what is listed by the text `q` of the address, and how to get into it. */
export function useFilterText(label: string): { readonly field: ReactNode; readonly focus: () => void } {
  const [params, setParams] = useSearchParams()
  const input = useRef<HTMLInputElement>(null)
  const set = (value: string): void =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before)
        if (value === '') next.delete('q')
        else next.set('q', value)
        return next
      },
      { replace: true },
    )
  return {
    focus: () => input.current?.focus(),
    field: (
      <label>
        <span className="heard">{label}</span>
        <input
          ref={input}
          type="search"
          placeholder={label}
          size={Math.max(20, label.length + 2)}
          value={params.get('q') ?? ''}
          onChange={({ target }) => set(target.value)}
        />
      </label>
    ),
  }
}
