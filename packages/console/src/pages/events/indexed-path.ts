/**
 * The path of a source's index that names where a value lies: `items.*.id` for `items`, 3, `id`; undefined where none does.
 *
 * @param at - names and indexes, the outermost first
 */
export function indexedPath(index: readonly string[], at: readonly (string | number)[]): string | undefined {
  return index.find((path) => names(path.split('.'), at.map(String)))
}

function names(path: readonly string[], at: readonly string[]): boolean {
  const [next, ...rest] = path
  if (next === undefined) return at.length === 0
  if (next === '**') return at.some((_, skipped) => names(rest, at.slice(skipped))) || names(rest, [])
  return at.length > 0 && (next === '*' || next === at[0]) && names(rest, at.slice(1))
}
