import type { parse } from '@bufbuild/cel'

type Expression = ReturnType<typeof parse>['expr']
type Call = Extract<Expression['exprKind'], { case: 'callExpr' }>['value']

/** What of an event may be as large as a sender likes. */
const unbounded: ReadonlySet<string> = new Set(['json', 'headers', 'form'])

/** Calls whose cost does not depend on how large their operands are. */
const constant: ReadonlySet<string> = new Set(
  '_&&_ _||_ !_ _?_:_ _[_] _-_ _*_ _/_ _%_ -_ @not_strictly_false type startsWith endsWith'.split(' '),
)
const comparisons: ReadonlySet<string> = new Set('_==_ _!=_ _<_ _<=_ _>_ _>=_'.split(' '))

/**
 * Whether a call within a loop looks through something that the loop does not advance in, such as
 * `json.ids` in `json.items.exists(i, i.id in json.ids)`. With a body of 100 kB that held a processor for
 * twelve seconds. Comparing with it is fine: that ends with the smaller of the two.
 *
 * @param local - names that the loop gives a meaning of its own
 */
export function looksThroughOuter(
  { function: name, target, args }: Call,
  local: ReadonlySet<string>,
): boolean {
  const large = (expression: Expression | undefined): boolean =>
    expression !== undefined && isLarge(expression, local)
  const [first, second] = args
  if (constant.has(name)) return false
  if (comparisons.has(name)) return large(first) && large(second)
  if (name === '@in') return large(second) && (!isList(second) || large(first))
  // A list is joined to another by its length, whatever its elements hold.
  if (name === '_+_') return args.some((one) => !isList(one) && large(one))
  return large(target) || args.some(large)
}

/** Whether an expression's value may be as large as a sender likes, and the same for each turn of the loop. */
export function isLarge({ exprKind: kind }: Expression, local: ReadonlySet<string>): boolean {
  const large = (expression: Expression | undefined): boolean =>
    expression !== undefined && isLarge(expression, local)
  switch (kind.case) {
    case 'identExpr':
      return unbounded.has(kind.value.name) && !local.has(kind.value.name)
    case 'selectExpr':
      return !kind.value.testOnly && large(kind.value.operand)
    case 'callExpr':
      if (kind.value.function === '_[_]') return large(kind.value.args[0])
      return kind.value.function === '_?_:_' && kind.value.args.slice(1).some(large)
    case 'listExpr':
      return kind.value.elements.some(large)
    case 'structExpr':
      return kind.value.entries.some((entry) => large(entry.value))
    default:
      return false
  }
}

function isList(expression: Expression | undefined): boolean {
  return expression?.exprKind.case === 'listExpr'
}
