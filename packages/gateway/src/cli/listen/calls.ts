import type { HeardLentJson } from '../../api/operations/heard-lent.ts'
import type { HeardJson, OpenedJson } from '../../api/shapes/listener-json.ts'
import { type Gateway, part } from '../calls/client.ts'
import { type PullReport, patientPost } from '../calls/pull-client.ts'

/** What is asked for when a listener is opened. */
export interface ListenWish {
  readonly name: string
  readonly instance: string
  readonly host: string
  readonly sources: readonly string[]
  readonly claimSeconds: number | null
  readonly secret: string | null
}

/** A listener's calls of the API; each throws `PullFailure`. */
export interface ListenCalls {
  open(since: string | null): Promise<OpenedJson>
  heartbeat(): Promise<HeardJson>
  /** To be called while nothing that it answered is still to be acknowledged. */
  pull(stop: AbortSignal): Promise<readonly HeardLentJson[]>
  /** Answers the leases that are no more. */
  acknowledge(reports: readonly PullReport[]): Promise<readonly string[]>
  /** Answers the ids of the deliveries that the replay makes. */
  replay(event: string): Promise<readonly string[]>
  end(): Promise<void>
}

const waitSeconds = 20
/** Deliveries at a time, and how long each is lent, in s: above what an application in a debugger may take. */
const limit = 10
const leaseSeconds = 120
/**
 * That nothing is held is said so often in a row: a gateway that starts anew may not hear the first of them, and an answer
 * that breaks off each time it is lent anew must not keep what stands behind it for ever.
 */
const mostSaid = 5
/** How long the end waits for an answer, in ms. */
const endMs = 10_000

export function createListenCalls(gateway: Gateway, wish: ListenWish): ListenCalls {
  const post = patientPost(gateway)
  const { name, instance, host, sources, claimSeconds, secret } = wish
  const own = `/listeners/${part(name)}`
  /** Pulls in a row whose answer did not arrive: what they lent nobody holds. */
  let unanswered = 0
  return {
    open: (since) =>
      post('POST', '/listeners', {
        ...{ name, instance, host },
        ...(sources.length > 0 && { sources }),
        ...(claimSeconds !== null && { claimSeconds }),
        ...(secret !== null && { secret }),
        ...(since !== null && { since }),
      }),
    heartbeat: () => post('POST', `${own}/heartbeat`, { instance }),
    async pull(stop) {
      const holdsNothing = unanswered > 0 && unanswered <= mostSaid
      const wanted = { instance, limit, waitSeconds, leaseSeconds, ...(holdsNothing && { holdsNothing }) }
      const waitMs = waitSeconds * 1000
      unanswered++
      const answer = await post<{ items: HeardLentJson[] }>('POST', `${own}/pull`, wanted, waitMs, stop)
      unanswered = 0
      return answer.items
    },
    async acknowledge(reports) {
      const body = { instance, items: reports }
      const { items } = await post<{ items: { lease: string; error: string | null }[] }>(
        'POST',
        `${own}/acknowledge`,
        body,
      )
      return items.filter(({ error }) => error !== null).map(({ lease }) => lease)
    },
    async replay(event) {
      return (await post<{ deliveries: string[] }>('POST', `${own}/replay`, { instance, event })).deliveries
    },
    async end() {
      const stop = AbortSignal.timeout(endMs)
      // One that another process has taken over meanwhile is that one's: this refuses it.
      await post('POST', `${own}/heartbeat`, { instance }, 0, stop)
      await post('DELETE', own, undefined, 0, stop)
    },
  }
}
