import { eachWithin, isNode, type Node, parsed } from '../../../../tools/syntax.ts'

/** What runs only at times, by the node that holds it: statements, or expressions. */
const statements: Readonly<Record<string, readonly string[]>> = {
  IfStatement: ['consequent', 'alternate'],
  ForStatement: ['body'],
  ForOfStatement: ['body'],
  ForInStatement: ['body'],
  WhileStatement: ['body'],
  TryStatement: ['block'],
  CatchClause: ['body'],
  FunctionDeclaration: ['body'],
  FunctionExpression: ['body'],
}
const expressions: Readonly<Record<string, readonly string[]>> = {
  ConditionalExpression: ['consequent', 'alternate'],
  LogicalExpression: ['right'],
  AssignmentPattern: ['right'],
}

/** A source with a statement or expression of ours at the beginning of each block, which `mark` makes. */
export function marked(text: string, file: string, mark: () => string): string {
  const opened = new Map<number, string>()
  const closed = new Map<number, string>()
  const open = (at: number, what: string): void => void opened.set(at, (opened.get(at) ?? '') + what)
  const wrap = ({ start, end }: Node, before: string, after: string): void => {
    open(start, before)
    closed.set(end, after + (closed.get(end) ?? ''))
  }
  const block = (node: Node): void => {
    if (node.type === 'BlockStatement' || node.type === 'FunctionBody') open(node.start + 1, `${mark()};`)
    else wrap(node, `{${mark()};`, '}')
  }
  const value = (node: Node): void => wrap(node, `(${mark()},`, ')')
  const visit = (node: Node): void => {
    const { type } = node
    if (type.startsWith('TS') && !/^TS(As|Satisfies|NonNull)/.test(type)) return
    if (type.startsWith('Import')) return
    for (const name of statements[type] ?? []) if (isNode(node[name])) block(node[name])
    for (const name of expressions[type] ?? []) if (isNode(node[name])) value(node[name])
    if (type === 'ArrowFunctionExpression' && isNode(node.body))
      (node.expression === true ? value : block)(node.body)
    if (type === 'AssignmentExpression' && /^(\?\?|\|\||&&)=$/.test(String(node.operator)))
      value(node.right as Node)
    if (type === 'SwitchCase') {
      const [first] = node.consequent as readonly Node[]
      open(first?.start ?? node.end, `${mark()};`)
    }
    eachWithin(node, visit)
  }
  visit(parsed(text, file))
  const places = [...new Set([...opened.keys(), ...closed.keys()])].sort((one, other) => one - other)
  let made = ''
  let from = 0
  for (const at of places) {
    made += text.slice(from, at) + (closed.get(at) ?? '') + (opened.get(at) ?? '')
    from = at
  }
  return made + text.slice(from)
}
