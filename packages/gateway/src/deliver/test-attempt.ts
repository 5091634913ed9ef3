import type { LiveDestination } from '../configuration/live.ts'
import type { Attempt } from '../model/delivery.ts'
import type { StoredEvent } from '../model/event.ts'
import { defaultHealthLimits } from '../model/health.ts'
import { publishedHeaders } from '../model/tenant.ts'
import type { Transports } from '../transports/transports.ts'
import { attemptDelivery } from './attempt.ts'
import type { Content } from './contents.ts'
import { Gate } from './gate.ts'
import { Target } from './target.ts'

/** A message that is sent to one destination to see whether it arrives. */
export interface TestMessage {
  readonly type: string
  readonly body: Uint8Array
  /** Of the event's id, as stored events have one: 32 bits. */
  readonly tag: number
}

/** What came of it. */
export interface TestedAttempt {
  readonly attempt: Attempt
  readonly delivered: boolean
}

/** Stored events are counted from 1, so no test has the id of one. */
const testSeq = 0
/** What `countersign-source` says of a test: the gateway speaks. */
const testSource = 'countersign'

/**
 * One attempt at a destination, signed as its deliveries are and over a connection of its own: a paused or
 * failing destination gets it too, and what comes of it says nothing of its health. Nothing is stored and
 * nothing is tried again. Never rejects: whatever goes wrong is the attempt's code.
 */
export async function testAttempt(
  live: LiveDestination,
  { type, body, tag }: TestMessage,
  { transports, now }: { readonly transports: Transports; readonly now: () => number },
): Promise<TestedAttempt> {
  const { destination } = live
  const receivedAt = now()
  const contentType = 'application/json'
  const event: StoredEvent = {
    ...{ seq: testSeq, tag, source: 0, verdict: 'published', secret: null, type, providerEventId: null },
    ...{ receivedAt, size: body.length, contentType, sameBytesAs: null, erasedAt: null },
  }
  const headers = publishedHeaders(contentType, undefined)
  const payload = { method: 'POST', url: '/', headers, sealedHeaders: null, body }
  const content: Content = { event, payload }
  const gate = new Gate({
    destination,
    now,
    stopped: () => false,
    limits: defaultHealthLimits,
    report: () => undefined,
  })
  const target = new Target(live, gate, { ...transports, open: (to) => transports.open(to, true) })
  const row = { lane: 0, due: receivedAt, seq: testSeq, replay: 0, attempts: 0, earlier: 0, orderKey: null }
  const source = { sourceName: testSource, headers: new Set<string>() }
  try {
    const uncounted = {
      attempts: { of: () => ({ add: () => undefined }) },
      byDestination: { of: () => ({ add: () => undefined }) },
      latency: { observe: () => undefined },
    }
    const parts = {
      target,
      source,
      metrics: uncounted,
      now,
      random: () => 0,
      onGone: () => undefined,
      mayDie: () => true,
    }
    const { attempt, next } = await attemptDelivery(row, content, parts)
    return { attempt, delivered: 'state' in next && next.state === 'delivered' }
  } finally {
    target.close()
  }
}
