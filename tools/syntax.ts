import { parseSync } from 'rolldown/utils'

/** A node of a syntax tree, by its place in the text. */
export interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [name: string]: unknown
}

export function isNode(value: unknown): value is Node {
  return typeof (value as Partial<Node> | null)?.type === 'string'
}

/** The syntax tree of a source; throws where it is none, of which the parser answers an empty one. */
export function parsed(text: string, file: string): Node {
  const { program, errors } = parseSync(file, text)
  if (errors.length > 0) throw new SyntaxError(`${file}: ${errors[0]?.message}`)
  return program as unknown as Node
}

/** Calls with each node that stands right within one. */
export function eachWithin(node: Node, visit: (inside: Node) => void): void {
  for (const inside of Object.values(node)) for (const one of [inside].flat()) if (isNode(one)) visit(one)
}
