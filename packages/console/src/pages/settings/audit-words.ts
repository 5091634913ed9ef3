/** A field of a thing that an act changed. */
export interface FieldChange {
  readonly thing: string
  readonly field: string
  readonly before: string
  readonly after: string
}

/** `createSource` as people say it: `create source`. */
export function wordsOf(operation: string): string {
  return operation.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`)
}

/** What an act changed, field by field, from the outline that the audit keeps of it. */
export function changesOf(outline: Readonly<Record<string, unknown>>): FieldChange[] {
  const things = Array.isArray(outline.things) ? outline.things : []
  return things.flatMap(({ id, fields }: { id: string; fields: Record<string, [unknown, unknown]> }) =>
    Object.entries(fields).map(([field, [before, after]]) => ({
      thing: id,
      field,
      before: told(before),
      after: told(after),
    })),
  )
}

/** What else an outline tells: what was asked, how many, what was made. */
export function restOf(outline: Readonly<Record<string, unknown>>): string {
  const { things: _, refused: __, ...rest } = outline
  return Object.keys(rest).length === 0 ? '' : JSON.stringify(rest)
}

function told(value: unknown): string {
  if (value === undefined || value === null) return '–'
  return typeof value === 'string' ? value : JSON.stringify(value)
}
