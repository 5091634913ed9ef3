import { createHash } from 'node:crypto'
import type { Journal } from '../../src/journal/journal.ts'
import type { Appended, LedgerEntry, NewEvent, NewRejection } from '../../src/journal/port/intake.ts'
import type { Unnumbered } from '../../src/model/configuration.ts'
import type { Attempt } from '../../src/model/delivery.ts'
import type { Destination } from '../../src/model/destination.ts'
import type { Payload } from '../../src/model/event.ts'
import type { Source } from '../../src/model/source.ts'

/** A fixed moment; nothing in the suite reads the clock but the leases. */
export const noon = 1_790_000_000_000

/** What the subjects chain their audit under. */
export const auditKey: Uint8Array = new Uint8Array(32).fill(7)

export function samplePayload(change: Partial<Payload> = {}): Payload {
  return {
    method: 'POST',
    url: '/in/webex?x=1',
    headers: [
      ['content-type', 'application/json'],
      ['x-spark-signature', '0123456789abcdef'],
    ],
    sealedHeaders: null,
    body: Buffer.from('{"id":1}'),
    ...change,
  }
}

export function sampleEvent(change: Partial<NewEvent> = {}): NewEvent {
  return {
    epoch: 0,
    source: 1,
    verdict: 'verified',
    secret: 'sec_1',
    type: 'messages.created',
    providerEventId: null,
    receivedAt: noon,
    contentType: 'application/json',
    payload: samplePayload(),
    ledger: null,
    queue: [],
    rejection: null,
    ...change,
  }
}

export function sampleRejection(change: Partial<NewRejection> = {}): NewRejection {
  return {
    source: 1,
    code: 'ERR_SIGNATURE_MISMATCH',
    explanation: 'The signature does not match.',
    receivedAt: noon,
    network: '192.0.2.0/24',
    held: false,
    payload: samplePayload(),
    budget: { count: 100, bytes: 10_000_000 },
    ...change,
  }
}

export function ledgerKey(text: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(text).digest().subarray(0, 16))
}

export function ledger(text: string, repeat: LedgerEntry['repeat'] = 'suppress'): LedgerEntry {
  return { key: ledgerKey(text), repeat }
}

/** As of an event whose id no signature covers. */
export function unsignedId(id: string, bytes: string): LedgerEntry {
  return { key: ledgerKey(`${id} ${bytes}`), repeat: 'suppress', bytesKey: ledgerKey(bytes) }
}

export function sampleSource(name: string, change: Partial<Source> = {}): Unnumbered<Source> {
  return {
    id: `src_${name}`,
    name,
    path: name,
    scheme: 'webex',
    params: { depth: { list: [1, 'two', null, true] } },
    unsigned: false,
    state: 'live',
    policy: {
      onMismatch: 'refuse',
      maxBodyBytes: 1_048_576,
      ratePerSecond: null,
      toleranceSeconds: null,
      dropSameBytesWithinMs: null,
      rejections: { count: 100, bytes: 1_000_000, perSecond: 10 },
    },
    createdAt: noon,
    deletedAt: null,
    ...change,
  }
}

export function sampleDestination(name: string, change: Partial<Destination> = {}): Unnumbered<Destination> {
  return {
    id: `dst_${name}`,
    name,
    to: { url: 'https://app.example/hook', allowPrivate: false },
    scheme: 'standard-webhooks',
    headers: { 'x-team': 'blue' },
    policy: { retryScheduleMs: [1000, 5000], timeoutMs: 15_000, concurrency: 8, ratePerSecond: null },
    paused: null,
    createdAt: noon,
    deletedAt: null,
    ...change,
  }
}

export function sampleAttempt(change: Partial<Attempt> = {}): Attempt {
  return { n: 1, at: noon, ms: 12, status: 200, code: null, answer: Buffer.from('ok'), ...change }
}

/** A journal with one source and the destinations named; answers the epoch and a lane of each. */
export async function setUp(
  journal: Journal,
  ...destinations: string[]
): Promise<{ epoch: number; source: number; lanes: number[]; destinations: number[] }> {
  const configuration = await journal.configure(
    {
      sources: [sampleSource('webex')],
      destinations: destinations.map((name) => sampleDestination(name)),
    },
    noon,
  )
  const numbers = destinations.map(
    (name) => configuration.destinations.find((destination) => destination.name === name)?.number ?? -1,
  )
  return {
    epoch: configuration.epoch,
    source: configuration.sources[0]?.number ?? -1,
    destinations: numbers,
    lanes: numbers.map(
      (number) => configuration.lanes.find((lane) => lane.destination === number)?.number ?? -1,
    ),
  }
}

/** Takes all lanes and answers the fence of one. */
export async function fenceOf(journal: Journal, owner: string, lane: number): Promise<number> {
  const owned = await journal.own(owner, 60_000)
  const fence = owned.find((each) => each.number === lane)?.fence
  if (fence === undefined) throw new Error(`${owner} does not own lane ${lane}`)
  return fence
}

/** The first answer, which must be an accepted event. */
export function accepted(answer: Appended | undefined): {
  seq: number
  tag: number
  sameBytesAs: number | null
} {
  if (answer?.outcome !== 'accepted') throw new Error(`not accepted but ${answer?.outcome}`)
  return answer
}

/** Appends one event and answers its seq. */
export async function appendOne(journal: Journal, event: NewEvent): Promise<number> {
  return accepted((await journal.append([event]))[0]).seq
}
