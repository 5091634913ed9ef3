import type { Need } from './filter-need.ts'

const term =
  /\s*(source|type|verdict|headers|json)((?:\.[A-Za-z_][A-Za-z0-9_]*)*)\s*==\s*(?:"([^"\\\r\n]*)"|'([^'\\\r\n]*)')\s*(&&|$)/y

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
    const fields = dotted.split('.').slice(1)
    if (fields.some((field) => reserved.test(field))) return null
    needs.push({ path: [variable, ...fields], values: new Set([double ?? single]) })
    at += whole.length
    // What ends with && lacks its last term.
    if (next === '&&' && at === text.length) return null
  }
  return needs
}
