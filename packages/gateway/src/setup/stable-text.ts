/** The text of a value: the same for the same value, in whatever order its fields were written. */
export function stableText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map(stableText).join(',')}]`
  const fields = value as Readonly<Record<string, unknown>>
  let text = ''
  for (const name of inOrder(Object.keys(fields))) {
    const field = fields[name]
    if (field !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${stableText(field)}`
  }
  return `{${text}}`
}

/** Numbers stand first, as in every object: marks that are kept were made so. */
function inOrder(names: string[]): string[] {
  names.sort()
  return names.some(startsWithDigit)
    ? Object.keys(Object.fromEntries(names.map((name) => [name, true])))
    : names
}

function startsWithDigit(name: string): boolean {
  const first = name.charCodeAt(0)
  return first >= 0x30 && first <= 0x39
}
