import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { parseAst } from 'vite'

/** What is looked at of a syntax tree. */
interface Node {
  readonly type: string
  readonly source?: { readonly value?: unknown } | null
  readonly [key: string]: unknown
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Partial<Node>).type === 'string'
}

/** The specifiers under a node: of imports and exports, of `import('…')`, of types by `import('…').T`, in order. */
function specifiersUnder(node: Node, found: string[]): string[] {
  const importing = /^(Import(Declaration|Expression)|TSImportType|Export(Named|All)Declaration)$/
  if (importing.test(node.type) && typeof node.source?.value === 'string') found.push(node.source.value)
  for (const child of Object.values(node).flat()) if (isNode(child)) specifiersUnder(child, found)
  return found
}

/** All that a TypeScript module names to import from, types included: a parse, not a search. */
export function importsOf(text: string): readonly string[] {
  return specifiersUnder(parseAst(text, { lang: 'ts', astType: 'ts' }) as unknown as Node, [])
}

/** A folder's modules by their path, each with the modules of the folder that it imports. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>

/** Reads all `.ts` files below a folder. */
export function importGraph(folder: string): ImportGraph {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts') && !file.split('/').includes('node_modules'))
  return new Map(
    files.map((file) => {
      const named = importsOf(readFileSync(join(folder, file), 'utf8'))
      const within = named
        .filter((name) => name.startsWith('.'))
        .map((name) => posix.join(posix.dirname(file), name))
      return [file, within]
    }),
  )
}

/** The circles: sets of modules each of which reaches all others of its set. Tarjan's algorithm. */
export function circlesOf(graph: ImportGraph): readonly (readonly string[])[] {
  const order = new Map<string, number>()
  const open: string[] = []
  const circles: string[][] = []
  const visit = (module: string): number => {
    const at = order.size
    order.set(module, at)
    open.push(module)
    let low = at
    for (const next of graph.get(module) ?? []) {
      const seen = order.get(next)
      if (seen === undefined) low = Math.min(low, visit(next))
      else if (open.includes(next)) low = Math.min(low, seen)
    }
    if (low === at) {
      const circle = open.splice(open.indexOf(module))
      if (circle.length > 1 || graph.get(module)?.includes(module)) circles.push(circle.sort())
    }
    return low
  }
  for (const module of graph.keys()) if (!order.has(module)) visit(module)
  return circles
}
