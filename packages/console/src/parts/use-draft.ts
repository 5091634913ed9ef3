import { useState } from 'react'

/** What somebody changes of a thing, before it is saved. */
export interface Draft<Field extends string> {
  /** A field as it will be. */
  value(field: Field): string
  set(field: Field, text: string): void
  /** The fields that were changed here. */
  readonly changed: Readonly<Partial<Record<Field, string>>>
  /** The `etag` of the thing as it was when the first field was changed. */
  readonly etag: string
  /** The fields that somebody else has changed since, with what they were; empty: nobody has. */
  readonly theirs: readonly { readonly field: Field; readonly was: string; readonly now: string }[]
  /** Whether the thing is another than it was. */
  readonly overtaken: boolean
  /** Goes on from the thing as it is now, with what was changed here. */
  keepMine(): void
  /** Forgets what was changed here. */
  forget(): void
}

/**
 * @param thing - as it is now; it may change while somebody writes
 * @param now - its fields, as they stand in inputs
 */
export function useDraft<Field extends string>(
  thing: { readonly etag: string },
  now: Readonly<Record<Field, string>>,
): Draft<Field> {
  const [changed, setChanged] = useState<Partial<Record<Field, string>>>({})
  const [base, setBase] = useState<{ etag: string; fields: typeof now } | null>(null)
  const overtaken = base !== null && base.etag !== thing.etag
  const fields = Object.keys(now) as Field[]
  return {
    value: (field) => changed[field] ?? now[field],
    set(field, text) {
      setBase((before) => before ?? { etag: thing.etag, fields: now })
      setChanged((before) => ({ ...before, [field]: text }))
    },
    changed,
    etag: base?.etag ?? thing.etag,
    theirs: overtaken
      ? fields
          .filter((field) => base.fields[field] !== now[field])
          .map((field) => ({ field, was: base.fields[field], now: now[field] }))
      : [],
    overtaken,
    keepMine: () => setBase({ etag: thing.etag, fields: now }),
    forget() {
      setBase(null)
      setChanged({})
    },
  }
}
