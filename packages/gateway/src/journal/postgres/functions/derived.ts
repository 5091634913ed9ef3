/** A function of before with some of its text replaced; each piece must be there once. */
export function derived(definition: string, replacements: readonly (readonly [string, string])[]): string {
  let text = definition
  for (const [before, after] of replacements) {
    const parts = text.split(before)
    if (parts.length !== 2) throw new Error(`Found ${parts.length - 1} times: ${before}`)
    text = parts.join(after)
  }
  return text
}
