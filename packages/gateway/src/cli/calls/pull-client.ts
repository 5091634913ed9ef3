import type { LentJson } from '../../api/operations/pull.ts'
import { codes } from '../../model/codes.ts'
import { causeOfFailure, type Gateway, part } from './client.ts'
import { notTheApi, readProblem } from './read-problem.ts'

/** What came of a delivery that was pulled. */
export interface PullReport {
  readonly lease: string
  readonly outcome: 'delivered' | 'failed'
  readonly status?: number
  readonly reason?: string
}

/** A call that did not come off. */
export class PullFailure extends Error {
  override readonly name = 'PullFailure'
  /** Whether another try can succeed. */
  readonly passes: boolean
  /** When the gateway asks to be tried again, in ms; null where it does not say. */
  readonly retryAfterMs: number | null
  /** The gateway's code; null where none came. */
  readonly code: string | null
  constructor(
    message: string,
    passes: boolean,
    { retryAfterMs = null, code = null }: { retryAfterMs?: number | null; code?: string | null } = {},
  ) {
    super(message)
    this.passes = passes
    this.retryAfterMs = retryAfterMs
    this.code = code
  }
}

/** Pulls from one destination. Both calls throw `PullFailure`. */
export interface PullClient {
  pull(
    wanted: { limit: number; waitSeconds: number; leaseSeconds: number },
    stop: AbortSignal,
  ): Promise<readonly LentJson[]>
  /** Answers the leases that are no more. */
  acknowledge(reports: readonly PullReport[]): Promise<readonly string[]>
}

/** An answer takes at most so long beyond what it was asked to wait, in ms. */
const patienceMs = 30_000

/** A call of the API that throws `PullFailure`; null where the answer has no body. */
export type PatientPost = <Answer>(
  method: 'POST' | 'DELETE',
  path: string,
  body?: object,
  waitMs?: number,
  stop?: AbortSignal,
) => Promise<Answer>

/** Unlike the other commands' client, it does not end the command: who pulls tries again. */
export function patientPost({ url, token, whyNot }: Gateway): PatientPost {
  return async <Answer>(
    method: 'POST' | 'DELETE',
    path: string,
    body?: object,
    waitMs = 0,
    stop?: AbortSignal,
  ) => {
    const late = AbortSignal.timeout(waitMs + patienceMs)
    const signal = stop === undefined ? late : AbortSignal.any([late, stop])
    try {
      const doubts = await whyNot()
      if (doubts !== null) throw new PullFailure(doubts, true)
      const response = await fetch(`${url}/api/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        redirect: 'error',
        signal,
      })
      if (!response.ok) throw await refusal(response, url)
      return (response.status === 204 ? null : parsed(await response.text(), response.status, url)) as Answer
    } catch (error) {
      if (error instanceof PullFailure) throw error
      const cause = error instanceof Error ? causeOfFailure(error) : String(error)
      throw new PullFailure(`no gateway answers at ${url}: ${cause}`, true)
    }
  }
}

/** Pulls from one destination. */
export function createPullClient(gateway: Gateway, destination: string): PullClient {
  const call = patientPost(gateway)
  const post = <Answer>(action: string, body: object, waitMs: number, stop?: AbortSignal): Promise<Answer> =>
    call('POST', `/destinations/${part(destination)}/${action}`, body, waitMs, stop)
  return {
    async pull(wanted, stop) {
      const waitMs = wanted.waitSeconds * 1000
      return (await post<{ items: LentJson[] }>('pull', wanted, waitMs, stop)).items
    },
    async acknowledge(reports) {
      const { items } = await post<{ items: { lease: string; error: string | null }[] }>(
        'acknowledge',
        { items: reports },
        0,
      )
      return items.filter(({ error }) => error !== null).map(({ lease }) => lease)
    },
  }
}

function parsed(text: string, status: number, url: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new PullFailure(notTheApi(status, url), false)
  }
}

async function refusal(response: Response, url: string): Promise<PullFailure> {
  const { status } = response
  const passes = status === 429 || status >= 500
  const after = Number(response.headers.get('retry-after') ?? Number.NaN)
  // The listener that providers post to has no such path; of a thing that is not there the API names the kind.
  const problem = readProblem(await response.text())
  const sentence =
    problem === null || problem.detail === codes.ERR_NOT_FOUND.title
      ? notTheApi(status, url)
      : `${problem.code}: ${problem.detail}${passes ? '' : `\n${problem.hint}`}`
  return new PullFailure(sentence, passes, {
    retryAfterMs: Number.isFinite(after) ? after * 1000 : null,
    code: problem?.code ?? null,
  })
}
