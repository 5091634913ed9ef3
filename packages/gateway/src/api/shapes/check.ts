import type { z } from 'zod'
import { type Fault, Refusal } from '../../model/refusal.ts'
import { nearestIssues } from './nearest-issues.ts'

/** How many faults are told of at once. */
const mostFaults = 20
/** What is wrong may be told by all that was given, such as each field that there is not. */
const longestMessage = 1_000

/** A value as a schema reads it. Throws ERR_INPUT with every place that is wrong: JSON pointers of a body, names of a query. */
export function check<Out>(schema: z.ZodType<Out>, value: unknown, where: 'query' | 'body'): Out {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const errors = faultsIn(result.error, where, mostFaults)
  const first = errors[0]
  throw new Refusal('ERR_INPUT', first && `${first.at}: ${first.message}`, errors)
}

/** The places that are wrong, so many of them at most, of a value that a schema does not take. */
export function faultsIn({ issues }: z.ZodError, where: 'query' | 'body', most: number): readonly Fault[] {
  // Of half a million each would be worked out, for a few to be told.
  return nearestIssues(issues.slice(0, most))
    .slice(0, most)
    .map((issue) => ({
      at: where === 'body' ? `/${issue.path.map(String).join('/')}` : issue.path.map(String).join('.'),
      message: messageOf(issue).slice(0, longestMessage),
    }))
}

/** Of a field that is not there the schema says what it expected, and not which it is. */
function messageOf(issue: z.core.$ZodIssue): string {
  const name = issue.path.at(-1)
  const isMissing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined')
  return isMissing && typeof name === 'string' ? `"${name}" is missing` : issue.message
}
