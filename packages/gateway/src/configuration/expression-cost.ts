import type { parse } from '@bufbuild/cel'
import { isLarge, looksThroughOuter } from './loop-cost.ts'
import { patternTrouble } from './pattern-cost.ts'

type Expression = ReturnType<typeof parse>['expr']

/** Says what is wrong with a part of an expression; does not come back. */
export type Complain = (message: string, id: bigint) => never

/** How often `+` may join a part of the event: each time costs what is joined, and that again and again. */
const mostJoined = 8

/**
 * Refuses what may cost more than the event's size: macros within macros or through other parts of the event, patterns
 * that are compiled again and again, and parts that are joined without end.
 */
export function refuseCost(expression: Expression, complain: Complain): void {
  let joined = 0
  walk(expression, null, (part, loop) => {
    const kind = part.exprKind
    if (kind.case === 'comprehensionExpr' && loop !== null)
      complain(
        'Macros such as exists and all may not stand within each other: look for one thing a route.',
        part.id,
      )
    if (kind.case !== 'callExpr') return
    if (loop !== null && looksThroughOuter(kind.value, loop))
      complain(
        'Macros such as exists and all may compare with other parts of the event, not look through them: compare with one field, or with a list of literals.',
        part.id,
      )
    const trouble = patternTrouble(kind.value, loop !== null)
    if (trouble !== null) complain(trouble, part.id)
    if (kind.value.function === '_+_' && kind.value.args.some((one) => isLarge(one, new Set()))) {
      joined += 1
      if (joined > mostJoined)
        complain(
          `With + parts of the event may be joined at most ${mostJoined} times: compare each by itself, joined by && or ||.`,
          part.id,
        )
    }
  })
}

/**
 * Visits an expression and all its parts, each with the names that the innermost macro around it gives a meaning; null
 * outside of one.
 */
export function walk(
  expression: Expression,
  loop: ReadonlySet<string> | null,
  visit: (part: Expression, loop: ReadonlySet<string> | null) => void,
): void {
  visit(expression, loop)
  const each = (part: Expression | undefined, within = loop): void => {
    if (part !== undefined) walk(part, within, visit)
  }
  const kind = expression.exprKind
  switch (kind.case) {
    case 'selectExpr':
      each(kind.value.operand)
      return
    case 'callExpr':
      each(kind.value.target)
      for (const argument of kind.value.args) each(argument)
      return
    case 'listExpr':
      for (const element of kind.value.elements) each(element)
      return
    case 'structExpr':
      for (const entry of kind.value.entries) {
        if (entry.keyKind.case === 'mapKey') each(entry.keyKind.value)
        each(entry.value)
      }
      return
    case 'comprehensionExpr': {
      const { iterRange, accuInit, loopCondition, loopStep, result, ...names } = kind.value
      each(iterRange)
      each(accuInit)
      const own = new Set([...(loop ?? []), names.iterVar, names.iterVar2, names.accuVar])
      for (const part of [loopCondition, loopStep, result]) each(part, own)
      return
    }
  }
}
