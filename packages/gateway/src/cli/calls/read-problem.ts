import type { ProblemBody } from '../../api/shapes/problem.ts'

/** What the API says of a refusal; null where something else has answered, whose page would say little on a terminal. */
export function readProblem(text: string): ProblemBody | null {
  try {
    const problem = JSON.parse(text) as ProblemBody
    return typeof problem.code === 'string' && typeof problem.detail === 'string' ? problem : null
  } catch {
    return null
  }
}

/** A sentence for an answer that is not the API's: a proxy's, or of an address that leads elsewhere. */
export function notTheApi(status: number, url: string): string {
  if (status === 429 || status >= 500) return `something before the gateway at ${url} answered ${status}`
  return `what answered at ${url} is not the API of a gateway (${status}): name the address of the API, which is not the one that providers post to`
}
