import { isNode, type Node, parsed } from '../syntax.ts'

/** A place in a source that can be made wrong. */
export interface Site {
  readonly start: number
  readonly end: number
  /** What stands there instead. */
  readonly wrong: string
  /** Whether it is evaluated when the module is loaded, and never again. */
  readonly atLoad: boolean
}

const operators: Readonly<Record<string, string>> = {
  ...{ '<': '<=', '<=': '<', '>': '>=', '>=': '>', '===': '!==', '!==': '===' },
  ...{ '+': '-', '-': '+', '*': '/', '/': '*', '%': '*', '&': '|', '|': '&', '<<': '>>', '>>>': '<<' },
  ...{ '&&': '||', '||': '&&' },
}
/** Told to people alone. */
const told = new Set([
  'name',
  'title',
  'documentation',
  'delivery',
  'confidence',
  'forward',
  'unprotected',
  'retries',
  'detail',
])
const functions = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'])

/** What a field of data is beside a literal, which is made wrong itself, or a function. */
const fields = /^(Identifier|CallExpression|ObjectExpression|ArrayExpression|MemberExpression)$/

/** The sites of a source; types, imports and what is told to people have none. Of data a field may be left out, too. */
export function sitesOf(text: string, file: string, ofData = false): readonly Site[] {
  const found: Site[] = []
  const of = ({ start, end }: Node): string => text.slice(start, end)
  const visit = (node: Node, atLoad: boolean): void => {
    const { type, start, end } = node
    if (type.startsWith('TS') && !/^TS(As|Satisfies|NonNull)/.test(type)) return
    if (/^Import|^ExportAll|^TemplateElement/.test(type)) return
    if (type === 'ExportNamedDeclaration' && isNode(node.source)) return
    if (type === 'CallExpression' && /^(refusal|looked|malformed)$/.test(of(node.callee as Node))) return
    if (type === 'NewExpression') return
    if (type === 'Property' && told.has(of(node.key as Node))) return
    const add = (wrong: string): void => void found.push({ start, end, wrong, atLoad })
    if (ofData && type === 'ObjectExpression')
      for (const { value, shorthand, key } of node.properties as readonly Node[])
        if (isNode(value) && fields.test(value.type) && shorthand !== true && !told.has(of(key as Node)))
          found.push({ start: value.start, end: value.end, wrong: 'undefined', atLoad })
    if (type === 'BinaryExpression' || type === 'LogicalExpression') {
      const other = operators[String(node.operator)]
      const [left, right] = [of(node.left as Node), of(node.right as Node)]
      if (other !== undefined) add(`(${left}) ${other} (${right})`)
    } else if (type === 'UnaryExpression' && node.operator === '!') add(of(node.argument as Node))
    else if (type === 'ConditionalExpression')
      add(`!(${of(node.test as Node)}) ? ${of(node.consequent as Node)} : ${of(node.alternate as Node)}`)
    else if (type === 'Literal' && typeof node.value === 'number') add(`${node.value + 1}`)
    else if (type === 'Literal' && typeof node.value === 'boolean') add(String(!node.value))
    else if (type === 'Literal' && typeof node.value === 'string') add(JSON.stringify(`${node.value}~`))
    const inside = atLoad && !functions.has(type)
    for (const [name, inner] of Object.entries(node)) {
      if (type === 'Property' && name === 'key' && node.computed !== true) continue
      if (type === 'MemberExpression' && name === 'property' && node.computed !== true) continue
      for (const one of [inner].flat()) if (isNode(one)) visit(one, inside)
    }
    if (type === 'IfStatement') {
      const test = node.test as Node
      found.push({ start: test.start, end: test.end, wrong: `!(${of(test)})`, atLoad })
    }
  }
  visit(parsed(text, file), true)
  return found
}

/** The source with one site made wrong. */
export function made(text: string, { start, end, wrong }: Site): string {
  return `${text.slice(0, start)}(${wrong})${text.slice(end)}`
}
