import type { parse } from '@bufbuild/cel'

type Expression = ReturnType<typeof parse>['expr']

/** What must be so before a filter can pass an event: the text at this path is one of these. */
export interface Need {
  /** From a variable on, such as `json`, `data`, `roomId`. */
  readonly path: readonly string[]
  readonly values: readonly string[]
}

/**
 * The needs of an expression such as `type == "a" && json.data.roomId in ["b", "c"]`, as far as they are plain to
 * see. Where the path of one holds another text, the whole expression is false, whatever the rest of it is.
 */
export function needsOf({ exprKind: kind }: Expression): readonly Need[] {
  if (kind.case !== 'callExpr') return []
  const [first, second] = kind.value.args
  if (first === undefined || second === undefined) return []
  switch (kind.value.function) {
    case '_==_':
      return [...oneOf(pathOf(first), textsOf([second])), ...oneOf(pathOf(second), textsOf([first]))]
    case '@in':
      return oneOf(pathOf(first), listOf(second))
    case '_&&_':
      return [...needsOf(first), ...needsOf(second)]
    case '_||_':
      return either(needsOf(first), needsOf(second))
    default:
      return []
  }
}

/** Paths are few, and made once. */
const names = new WeakMap<readonly string[], string>()

/** Equal for needs of one path. */
export function pathName({ path }: Need): string {
  let name = names.get(path)
  if (name === undefined) {
    name = JSON.stringify(path)
    names.set(path, name)
  }
  return name
}

function oneOf(path: readonly string[] | null, values: readonly string[] | null): readonly Need[] {
  return path === null || values === null ? [] : [{ path, values: [...new Set(values)] }]
}

/** One of two expressions holds: what both ask for at a path, together. */
function either(some: readonly Need[], others: readonly Need[]): readonly Need[] {
  return some.flatMap((one) =>
    others
      .filter((other) => pathName(other) === pathName(one))
      .map((other) => ({ path: one.path, values: [...new Set([...one.values, ...other.values])] })),
  )
}

/** `json.data.roomId` and `headers["x-event"]` as their parts; null for what is computed. */
function pathOf({ exprKind: kind }: Expression): readonly string[] | null {
  if (kind.case === 'identExpr') return [kind.value.name]
  let field: string | null = null
  let operand: Expression | undefined
  if (kind.case === 'selectExpr' && !kind.value.testOnly) {
    ;({ field, operand } = kind.value)
  } else if (kind.case === 'callExpr' && kind.value.function === '_[_]') {
    const [container, index] = kind.value.args
    operand = container
    field = index === undefined ? null : textOf(index)
  }
  const before = operand === undefined || field === null ? null : pathOf(operand)
  return before === null || field === null ? null : [...before, field]
}

function listOf({ exprKind: kind }: Expression): readonly string[] | null {
  return kind.case === 'listExpr' ? textsOf(kind.value.elements) : null
}

function textsOf(expressions: readonly Expression[]): readonly string[] | null {
  const texts = expressions.map(textOf)
  return texts.includes(null) ? null : texts.filter((text) => text !== null)
}

function textOf({ exprKind: kind }: Expression): string | null {
  if (kind.case !== 'constExpr') return null
  const { constantKind } = kind.value
  return constantKind.case === 'stringValue' ? constantKind.value : null
}
