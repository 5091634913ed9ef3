import type { QueueRow } from '../journal/port/queue.ts'
import type { Answer, DeliveryCode } from '../model/answer.ts'
import type { Destination } from '../model/destination.ts'
import type { Result } from '../model/health.ts'
import { isPausedByGone, judge } from '../model/judge.ts'
import { type OutgoingRequest, send } from '../transports/http/send.ts'
import type { Content } from './contents.ts'
import { deliveryRequest, type ForwardedNames } from './delivery-request.ts'
import type { Tried } from './lane-worker.ts'
import type { DeliveryMetrics } from './log.ts'
import type { Target } from './target.ts'

/** What an attempt needs beside the row and the bytes. */
export interface AttemptParts {
  readonly target: Target
  readonly source: ForwardedNames
  readonly metrics: DeliveryMetrics
  readonly now: () => number
  readonly random: () => number
  /** Told where the application says that it is there no more, and that does not pause it. */
  readonly onGone: () => void
  /** Whether it may die of its last attempt: not while the clock is in doubt, which may have brought that forward. */
  readonly mayDie: () => boolean
}

/** The wait of a delivery that would have died, in ms. */
const sparedMs = 60_000

/** Makes one attempt and judges it. Never rejects: whatever goes wrong is a failed attempt with a code. */
export async function attemptDelivery(row: QueueRow, content: Content, parts: AttemptParts): Promise<Tried> {
  const { target, metrics, now, random } = parts
  const n = row.attempts + 1
  const at = now()
  const answer = await answerOf(row, content, n, parts, at)
  const endedAt = now()
  const { destination } = target
  // What somebody has had tried again goes through the whole schedule once more.
  const { next: judged, code, paceUntil } = judge(answer, n - row.earlier, destination, endedAt, random)
  const spared = 'state' in judged && judged.state === 'dead' && !parts.mayDie()
  const next = spared ? { retryAt: endedAt + sparedMs } : judged
  metrics.attempts.of(code ?? 'ok').add()
  const delivered = 'state' in next && next.state === 'delivered'
  const result = delivered ? 'ok' : resultOf(code, destination)
  // Where it pauses the destination, its health tells of it.
  if (code === 'ERR_DELIVERY_GONE' && result !== 'gone') parts.onGone()
  if (delivered) metrics.latency.observe((endedAt - content.event.receivedAt) / 1000)
  return {
    attempt: { n, at, ms: answer.ms, status: answer.status, code, answer: answer.body },
    next,
    ended: { result, paceUntil },
  }
}

function resultOf(code: DeliveryCode | null, destination: Destination): Result {
  if (code === 'ERR_DELIVERY_GONE') return isPausedByGone(destination) ? 'gone' : 'refused'
  return code === 'ERR_DELIVERY_REFUSED' ? 'refused' : 'failed'
}

function answerOf(
  row: QueueRow,
  content: Content,
  n: number,
  { target, source }: AttemptParts,
  now: number,
): Answer | Promise<Answer> {
  const { connections, signer, destination, path } = target
  if (connections === null) return failure('ERR_DELIVERY_URL')
  if (signer === null) return failure('ERR_DELIVERY_UNSIGNABLE')
  let request: OutgoingRequest
  try {
    request = deliveryRequest(content, row, n, destination, path, source, signer, now)
  } catch {
    // No secret is live, or the scheme cannot sign this message: nothing leaves unsigned.
    return failure('ERR_DELIVERY_UNSIGNABLE')
  }
  return send(connections, request, destination.policy.timeoutMs)
}

function failure(code: DeliveryCode): Answer {
  return { status: null, failure: code, retryAfter: null, body: new Uint8Array(0), ms: 0 }
}
