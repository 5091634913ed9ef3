import { endOfValue, isJson, walkJson } from './walk-json.ts'

/** What stands in the place of a value that is masked. */
const mask = '"•••"'

/** JSON in which values are masked. */
export interface MaskedJson {
  readonly text: string
  /** How many values were. */
  readonly values: number
}

/**
 * Writes JSON with the values at some paths masked; all else stays as it is, letter by letter, so that no number loses a
 * digit. Null where the text is no JSON, or leads the paths to too many places: nobody can say then what lies at a path.
 *
 * @param paths - as `walkJson`
 */
export function maskJson(text: string, paths: readonly string[]): MaskedJson | null {
  if (!isJson(text)) return null
  const parts: string[] = []
  let copied = 0
  const isWalked = walkJson(text, paths, (at) => {
    parts.push(text.slice(copied, at), mask)
    copied = endOfValue(text, at)
    return copied
  })
  if (!isWalked) return null
  return { text: parts.join('') + text.slice(copied), values: parts.length / 2 }
}
