import type { QueueRow } from '../journal/port/queue.ts'
import type { Answer, DeliveryCode } from '../model/answer.ts'
import type { Destination } from '../model/destination.ts'
import type { Result } from '../model/health.ts'
import { formatId } from '../model/id.ts'
import { isPausedByGone, judge, type Outcome } from '../model/judge.ts'
import type { Trace } from '../model/trace.ts'
import type { OutgoingMessage } from '../transports/transport.ts'
import type { Content } from './contents.ts'
import { deliveryMessage, type Forwarding } from './delivery-message.ts'
import type { Tried } from './lane-worker.ts'
import type { DeliveryMetrics } from './log.ts'
import type { Target } from './target.ts'

/** What an attempt needs beside the row and the bytes. */
export interface AttemptParts {
  readonly target: Target
  readonly source: Forwarding
  readonly metrics: DeliveryMetrics
  readonly now: () => number
  readonly random: () => number
  /** Told where the application says that it is there no more, and that does not pause it. */
  readonly onGone: () => void
  /** Whether it may die of its last attempt: not while the clock is in doubt, which may have brought that forward. */
  readonly mayDie: () => boolean
  /** Told of each attempt; absent where nobody follows them. */
  readonly trace?: Trace | undefined
}

/** The wait of a delivery that would have died, in ms. */
const sparedMs = 60_000

/** Makes one attempt and judges it. Never rejects: whatever goes wrong is a failed attempt with a code. */
export async function attemptDelivery(row: QueueRow, content: Content, parts: AttemptParts): Promise<Tried> {
  const { target, metrics, now, random } = parts
  const n = row.attempts + 1
  const at = now()
  const sent = send(row, content, n, parts, at)
  const { answer, outcomeOf } = sent instanceof Promise ? await sent : sent
  const endedAt = now()
  const { destination } = target
  // What somebody has had tried again goes through the whole schedule once more.
  const {
    next: judged,
    code,
    paceUntil,
  } = judge(outcomeOf(answer, endedAt), n - row.earlier, destination, endedAt, random)
  const spared = 'state' in judged && judged.state === 'dead' && !parts.mayDie()
  const next = spared ? { retryAt: endedAt + sparedMs } : judged
  metrics.attempts.of(code ?? 'ok').add()
  const delivered = 'state' in next && next.state === 'delivered'
  metrics.byDestination.of(destination.name, delivered ? 'delivered' : 'failed').add()
  const result = delivered ? 'ok' : resultOf(code, destination)
  // Where it pauses the destination, its health tells of it.
  if (code === 'ERR_DELIVERY_GONE' && result !== 'gone') parts.onGone()
  parts.trace?.(
    {
      ...{ event: formatId('evt', content.event.seq, content.event.tag), destination: destination.name },
      ...{ attempt: n, status: answer.status, code, ms: answer.ms },
    },
    'an attempt is over',
  )
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

/** What came of sending, and how it is read. */
interface Sent {
  readonly answer: Answer
  readonly outcomeOf: (answer: Answer, now: number) => Outcome
}

function send(
  row: QueueRow,
  content: Content,
  n: number,
  { target, source }: AttemptParts,
  now: number,
): Sent | Promise<Sent> {
  const { way, signer, destination } = target
  if (way === null) return unsent('ERR_DELIVERY_URL')
  if (signer === null) return unsent('ERR_DELIVERY_UNSIGNABLE')
  let message: OutgoingMessage
  try {
    message = deliveryMessage(content, row, n, destination, way.address, source, signer, now)
  } catch {
    // No secret is live, or the scheme cannot sign this message: nothing leaves unsigned.
    return unsent('ERR_DELIVERY_UNSIGNABLE')
  }
  const { transport, outcomeOf } = way
  return transport.send(message, destination.policy.timeoutMs).then((answer) => ({ answer, outcomeOf }))
}

function unsent(code: DeliveryCode): Sent {
  const answer = { status: null, failure: code, retryAfter: null, body: new Uint8Array(0), ms: 0 }
  return { answer, outcomeOf: () => ({ taken: false, code, waitMs: null }) }
}
