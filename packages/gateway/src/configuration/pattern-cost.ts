import type { parse } from '@bufbuild/cel'

type Expression = ReturnType<typeof parse>['expr']
type Call = Extract<Expression['exprKind'], { case: 'callExpr' }>['value']

/** The longest pattern of `matches`, in UTF-16 units: compiling one of so many takes some ms. */
const longestPattern = 256

/**
 * Why a call of `matches` may cost more than its text does, or null. The evaluator compiles the pattern each
 * time it comes to it: a pattern of 40 kB out of an event held a processor for four seconds, and a short one
 * in a loop is compiled for every element.
 */
export function patternTrouble({ function: name, args }: Call, inLoop: boolean): string | null {
  if (name !== 'matches') return null
  const kind = args.at(-1)?.exprKind
  const literal = kind?.case === 'constExpr' ? kind.value.constantKind : undefined
  if (literal?.case !== 'stringValue') return 'The pattern of matches must be a literal text.'
  if (literal.value.length > longestPattern) {
    return `The pattern of matches is longer than ${longestPattern} characters.`
  }
  if (inLoop)
    return 'Macros such as exists and all may not use matches; use startsWith, endsWith or contains.'
  return null
}
