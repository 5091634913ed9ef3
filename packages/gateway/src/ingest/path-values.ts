import { createHash } from 'node:crypto'
import { strictText } from '../model/strict-text.ts'
import { endOfValue, isJson, walkJson } from '../model/walk-json.ts'

/** Of one event so many values are indexed, the first; longer ones are not, nor are those of larger bodies. */
const mostValues = 64
/** In UTF-16 units. */
const longestValue = 256
/** Since a body is walked through before it is stored. */
const mostBytes = 1_048_576

/**
 * The keys of the values that lie at some paths of a JSON body, each once; none where it is no JSON.
 *
 * @param paths - as `walkJson`
 */
export function pathValues(source: number, body: Uint8Array, paths: readonly string[]): number[] {
  if (paths.length === 0 || body.length > mostBytes) return []
  const text = strictText(body)
  if (text === null || !isJson(text)) return []
  const found = new Set<number>()
  walkJson(text, paths, (at, ended) => {
    if ('{['.includes(text.charAt(at))) return null
    const end = endOfValue(text, at)
    const value = wordOf(text.slice(at, end))
    if (value !== null)
      for (const path of ended)
        if (found.size < mostValues) found.add(pathValueKey(source, paths[path] ?? '', value))
    return end
  })
  return [...found]
}

/**
 * What a value at a path of a source's events is found by: 52 bits of a hash, since the number must be whole in JavaScript
 * and both stores. One in a hundred million look-ups among 50 million values meets another one's.
 */
export function pathValueKey(source: number, path: string, value: string): number {
  const hash = createHash('sha256')
    .update(JSON.stringify([source, path, value]))
    .digest()
  return hash.readUIntBE(0, 6) * 16 + (hash.readUInt8(6) >> 4)
}

/** A string without its escapes, a number by its digits; null for what nobody looks for. */
function wordOf(written: string): string | null {
  const value = written.startsWith('"') ? (JSON.parse(written) as string) : written
  return written === 'null' || value === '' || value.length > longestValue ? null : value
}
