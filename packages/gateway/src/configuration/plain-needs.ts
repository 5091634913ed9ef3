import type { Need } from './filter-need.ts'

const term =
  /\s*(source|type|verdict|headers|json|form)((?:\.[A-Za-z_][A-Za-z0-9_]*)*)\s*==\s*(?:"([^"\\\r\n]*)"|'([^'\\\r\n]*)')\s*(&&|$)/y

/** Words that CEL keeps for itself: whether one may name a field, its parser says. */
const reserved =
  /^(?:true|false|null|in|as|break|const|continue|else|for|function|if|import|let|loop|package|namespace|return|var|void|while)$/

/**
 * The needs of a filter that is nothing but comparisons such as `json.data.roomId == "a" && type == "b"`, read off its
 * text, as `needsOf` would find them; null for every other. Of fifty thousand filters most are such, and one is parsed in
 * some 60 µs.
 */
export function plainNeeds(text: string): readonly Need[] | null {
  const needs: Need[] = []
  for (let at = 0; at < text.length || needs.length === 0; ) {
    term.lastIndex = at
    const found = term.exec(text)
    if (found === null) return null
    const [whole, variable = '', dotted = '', double, single = '', next] = found
    const path = pathOf(variable + dotted)
    if (path === null) return null
    needs.push({ path, values: [double ?? single] })
    at += whole.length
    // What ends with && lacks its last term.
    if (next === '&&' && at === text.length) return null
  }
  return needs
}

/** So many paths are remembered: of fifty thousand filters most ask for the same few. */
const mostPaths = 1_000
const paths = new Map<string, readonly string[] | null>()

/** The parts of a path; null where one of them is a word that CEL keeps. */
function pathOf(text: string): readonly string[] | null {
  const known = paths.get(text)
  if (known !== undefined) return known
  const path = text.split('.')
  const found = path.slice(1).some((field) => reserved.test(field)) ? null : path
  if (paths.size >= mostPaths) paths.clear()
  paths.set(text, found)
  return found
}
