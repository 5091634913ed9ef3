import type { z } from 'zod'

/** Of a body of one form or another: what is wrong with the form that it comes nearest to. */
export function nearestIssues(issues: readonly z.core.$ZodIssue[]): readonly z.core.$ZodIssue[] {
  return issues.flatMap((issue) => {
    if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue]
    const form = issue.errors.reduce((best, other) => (distance(other) < distance(best) ? other : best))
    return nearestIssues(form.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })))
  })
}

/**
 * How far from a form: one of another type altogether is meant by nobody; then what is wrong with it as a whole, above
 * all each field that it has not, counts before the rest.
 */
function distance(issues: readonly z.core.$ZodIssue[]): number {
  const foreign = issues.map((issue) => {
    if (issue.path.length > 0) return 0
    if (issue.code === 'invalid_type') return 1000
    return issue.code === 'unrecognized_keys' ? issue.keys.length : 1
  })
  return foreign.reduce((sum, each) => sum + each, 0) * 1_000_000 + issues.length
}
