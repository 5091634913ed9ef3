import { randomFillSync } from 'node:crypto'
import type { Journal } from '../packages/gateway/src/journal/journal.ts'
import type { NewEvent } from '../packages/gateway/src/journal/port/intake.ts'
import type { Attempt } from '../packages/gateway/src/model/delivery.ts'

const headers = Array.from(
  { length: 10 },
  (_, index) => [`x-header-${index}`, `a value of ${index} `.repeat(3)] as const,
)
/** 761 bytes, and a hundred more or fewer: rows of one size fill pages by chance, three or two to a page. */
const bodies = Array.from({ length: 201 }, (_, index) => new Uint8Array(661 + index).fill(120))
/** The time of the next event; grows by a millisecond with each. */
let received = 1_790_000_000_000

/** An event of about 761 bytes with ten headers, a random ledger key and one queue row. */
export function sampleEvent(epoch: number, lane: number): NewEvent {
  const due = received++
  return {
    epoch,
    source: 1,
    verdict: 'verified',
    secret: 'sec_0123456789abcdef',
    type: 'messages.created',
    providerEventId: null,
    receivedAt: due,
    contentType: 'application/json',
    payload: {
      method: 'POST',
      url: '/in/webex',
      headers,
      sealedHeaders: null,
      body: bodies[due % bodies.length] ?? new Uint8Array(),
    },
    ledger: { key: randomFillSync(new Uint8Array(16)), repeat: 'suppress' },
    queue: [{ lane, due, orderKey: null }],
    rejection: null,
  }
}

export const sampleAttempt: Attempt = {
  n: 1,
  at: received,
  ms: 3,
  status: 200,
  code: null,
  answer: new Uint8Array(20),
}

/** One destination, its lane owned by `bench`. */
export async function setUp(journal: Journal): Promise<{ epoch: number; lane: number; fence: number }> {
  const policy = { retryScheduleMs: [], timeoutMs: 1, concurrency: 1, ratePerSecond: null }
  const { epoch, lanes } = await journal.configure(
    {
      destinations: [
        {
          id: 'dst_bench',
          name: 'bench',
          to: { url: 'http://localhost', allowPrivate: true },
          scheme: 'standard-webhooks',
          headers: {},
          policy,
          paused: null,
          createdAt: 0,
          deletedAt: null,
        },
      ],
    },
    0,
  )
  const [owned] = await journal.own('bench', 3_600_000)
  return { epoch, lane: lanes[0]?.number ?? 0, fence: owned?.fence ?? 0 }
}
