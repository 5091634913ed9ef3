import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { CandidateView } from '../../src/configuration/event-view.ts'
import { createLiveConfiguration } from '../../src/configuration/live.ts'
import type { ParamSeal } from '../../src/configuration/sealed-params.ts'
import { createDelivery, type DeliveryOptions } from '../../src/deliver/delivery.ts'
import { createEgress, type Egress } from '../../src/egress/egress.ts'
import type { Journal } from '../../src/journal/journal.ts'
import type { NewEvent } from '../../src/journal/port/intake.ts'
import { openSqliteJournal } from '../../src/journal/sqlite/open.ts'
import { ownAct } from '../../src/model/act.ts'
import type { DeliveryPolicy, Destination } from '../../src/model/destination.ts'
import type { HeaderList } from '../../src/model/event.ts'
import { pauseFailed } from '../../src/setup/destination.ts'
import { createSetup } from '../../src/setup/setup.ts'
import { http } from '../../src/transports/http.ts'
import { createTransports, type Transports } from '../../src/transports/transports.ts'
import { scratchFolder } from '../harness/scratch-folder.ts'

export const destinationSecret = `whsec_${Buffer.alloc(32, 5).toString('base64')}`
const unsealed = { seal: (plain: Uint8Array) => plain, open: (sealed: Uint8Array) => sealed }
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** HTTP alone, as gateways have it. */
export function transportsOf(egress: Egress): Transports {
  return createTransports(http, [], { egress })
}

/** Short waits, so that a test sees all of a schedule. */
export const quickPolicy: DeliveryPolicy = {
  retryScheduleMs: [20, 20, 20],
  timeoutMs: 500,
  concurrency: 8,
  ratePerSecond: null,
}

export interface WorldDestination extends Partial<Omit<Destination, 'policy'>> {
  /** By HTTP, unless `to` is given. */
  readonly url?: string
  readonly policy?: Partial<DeliveryPolicy>
  readonly secret?: string | null
}

export interface WorldOptions extends Partial<DeliveryOptions> {
  /** Stands between delivery and the engine, to make it fail or race. */
  readonly between?: (engine: Journal) => Journal
  /** Default: secrets are stored in the clear. */
  readonly seal?: ParamSeal
  /** Opens the journal; default: SQLite in a folder of its own. A store that is set up is taken as it is. */
  readonly open?: () => Promise<Journal>
}

/** A source, destinations that it is routed to, and delivery between them. */
export async function createWorld(
  wanted: readonly WorldDestination[],
  { between = (engine) => engine, open, seal = unsealed, ...options }: WorldOptions = {},
) {
  const folder = scratchFolder('countersign-deliver-')
  const engine = await (open?.() ?? openSqliteJournal({ folder }))
  const journal = between(engine)
  const counted = new Map<string, number>()
  const live = await createLiveConfiguration({ journal, seal, log: quiet, now: Date.now })
  const source = {
    id: 'src_1',
    name: 'orders',
    path: 'orders',
    scheme: 'webex',
    params: {},
    unsigned: true,
    state: 'live' as const,
    policy: {
      onMismatch: 'refuse' as const,
      maxBodyBytes: 1_048_576,
      ratePerSecond: null,
      toleranceSeconds: null,
      dropSameBytesWithinMs: null,
      rejections: { count: 1, bytes: 1, perSecond: 1 },
    },
    createdAt: 1,
    deletedAt: null,
  }
  if (live.current().source('src_1') === undefined) await live.change({ sources: [source] })
  const addDestination = async (
    { policy, secret, url = '', ...one }: WorldDestination,
    at: number,
  ): Promise<void> => {
    const id = `dst_${at}`
    const row = { id: `sec_${at}`, owner: id, notBefore: null, expiresAt: null, createdAt: 1 }
    await live.change({
      destinations: [
        {
          id,
          name: `app-${at}`,
          scheme: 'standard-webhooks',
          to: { url, allowPrivate: true },
          headers: {},
          paused: null,
          createdAt: 1,
          deletedAt: null,
          unsigned: secret === null,
          ...one,
          policy: { ...quickPolicy, ...policy },
        },
      ],
      routes: [{ id: `rte_${at}`, source: 'src_1', destination: id, filter: null, createdAt: 1 }],
      secrets: secret === null ? [] : [{ ...row, sealed: Buffer.from(secret ?? destinationSecret) }],
    })
  }
  for (const [at, one] of wanted.entries()) await addDestination(one, at)
  const { transports = transportsOf(createEgress({ allow: [], deny: [] })) } = options
  const setup = createSetup({
    ...{
      live,
      transports,
      ownIngest: () => null,
      maxBodyBytes: 0,
      random: randomBytes,
      idBytes: randomBytes,
      now: Date.now,
    },
    seal: { ...seal, seal: (plain) => plain, mark: (text) => text },
  })
  const delivery = createDelivery({
    journal,
    live,
    pause: (failed) => setup.by(ownAct('pauseFailed', '/destinations')).run(pauseFailed, failed),
    owner: 'here',
    transports,
    view: (name, { event, payload }) =>
      new CandidateView(name, event.type ?? '', event.verdict, payload.headers, payload.body, null),
    log: quiet,
    metrics: {
      attempts: {
        of: (code) => ({ add: () => void counted.set(code, (counted.get(code) ?? 0) + 1) }),
      },
      byDestination: { of: () => ({ add: () => undefined }) },
      latency: { observe: () => undefined },
    },
    now: Date.now,
    ...options,
  })
  /** Appends an event as ingest does; `offer: false` leaves delivery to find it by itself. */
  const accept = async (
    body: Uint8Array | string = '{}',
    more: Partial<NewEvent> & { headers?: HeaderList; offer?: boolean } = {},
  ): Promise<number> => {
    const { headers = [['content-type', 'application/json']], offer = true, ...given } = more
    const snapshot = live.current()
    const from = snapshot.source('src_1')
    if (from === undefined) throw new Error('no source')
    const bytes = typeof body === 'string' ? Buffer.from(body) : body
    const payload = { method: 'POST', url: '/in/orders', headers, sealedHeaders: null, body: bytes }
    const view = {
      source: 'orders',
      type: 'test',
      verdict: 'unsigned',
      size: bytes.length,
      headers: {},
      json: () => JSON.parse(String(bytes)),
    }
    const due = Date.now()
    const queue = snapshot.lanesFor(from, view).map((one) => ({ ...one, due }))
    const event: NewEvent = {
      epoch: snapshot.epoch,
      source: from.source.number,
      verdict: 'unsigned',
      secret: null,
      type: 'test',
      providerEventId: null,
      receivedAt: due,
      contentType: 'application/json',
      payload,
      ledger: null,
      queue,
      rejection: null,
      ...given,
    }
    const [appended] = await journal.append([event])
    if (appended?.outcome === 'stale') {
      // The configuration has changed since: routed anew, as ingest does.
      await live.refresh()
      return await accept(body, more)
    }
    if (appended?.outcome !== 'accepted') throw new Error('not appended')
    const { seq, tag } = appended
    if (offer) {
      const { source: number, verdict, secret, type, providerEventId, receivedAt, contentType } = event
      const stored = {
        seq,
        tag,
        source: number,
        verdict,
        secret,
        type,
        providerEventId,
        receivedAt,
        contentType,
      }
      delivery.offer([
        { event: { ...stored, size: bytes.length, sameBytesAs: null, erasedAt: null }, payload, queue },
      ])
    }
    return seq
  }
  const laneOf = (at: number): number => live.current().destination(`dst_${at}`)?.lanes[0]?.number ?? 0
  const pending = async (): Promise<number> => (await engine.stats()).deliveries.pending
  const close = async (): Promise<void> => {
    delivery.close()
    await engine.close()
    await rm(folder, { recursive: true })
  }
  return { journal, pending, close, live, delivery, accept, addDestination, laneOf, counted }
}

/** Waits until something holds; the test's own timeout ends it. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5))
}
