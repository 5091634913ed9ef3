import { type Document, isAlias, isMap, isNode, LineCounter, type Node, parseAllDocuments } from 'yaml'
import type { TextFile } from './list-files.ts'

/** As many steps as aliases may make of a document: enough for shared parts, too few to fill the memory. */
const mostAliasSteps = 100

/** How many faults of a document are told of: the first is what is wrong, the rest follow from it. */
const mostFaults = 5

const nested = 'It is nested too deep.'
const tooDeep = /call stack/

/** One document of a file, as plain values, with the places that they came from. */
export interface PlacedDocument {
  readonly path: string
  readonly value: unknown
  /** `FILE:LINE:COLUMN` of what stands at a path in it, or of the nearest that is there. */
  at(path: readonly (string | number)[]): string
}

/** What a file holds, and what is wrong with it; JSON is YAML, too. */
export function readDocuments({ path, text }: TextFile): {
  readonly documents: readonly PlacedDocument[]
  readonly problems: readonly string[]
} {
  const lines = new LineCounter()
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset)
    return `${path}:${line}:${col}`
  }
  const problems: string[] = []
  const documents: PlacedDocument[] = []
  try {
    for (const document of [parseAllDocuments(text, { lineCounter: lines, prettyErrors: false })].flat()) {
      for (const { pos, message } of document.errors.slice(0, mostFaults))
        problems.push(`${place(pos[0])}: ${tooDeep.test(message) ? nested : message}`)
      if (document.errors.length > 0) continue
      const value: unknown = document.toJS({ maxAliasCount: mostAliasSteps })
      if (value === null) continue
      documents.push({ path, value, at: (inside) => place(nearest(document, inside).range?.[0] ?? 0) })
    }
  } catch (error) {
    // Aliases that would grow without end, or nesting deeper than the stack.
    const why = error instanceof RangeError ? nested : (error as Error).message
    problems.push(`${path}: ${why}`)
  }
  return { documents, problems }
}

function nearest(document: Document.Parsed, path: readonly (string | number)[]): Node {
  let found: Node = document.contents as Node
  for (const part of path) {
    const whole = isAlias(found) ? found.resolve(document) : found
    if (whole === undefined || !('get' in whole)) return found
    const next: unknown = isMap(whole)
      ? (whole.items.find(({ key }) => String(isNode(key) ? key.toJSON() : key) === String(part))?.value ??
        undefined)
      : (whole as { get(key: unknown, keep: true): unknown }).get(part, true)
    if (!isNode(next)) return found
    found = next
  }
  return found
}
