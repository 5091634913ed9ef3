import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CandidateView } from '../packages/gateway/src/configuration/event-view.ts'
import { createLiveConfiguration } from '../packages/gateway/src/configuration/live.ts'
import { createDelivery, type Delivery } from '../packages/gateway/src/deliver/delivery.ts'
import { createEgress } from '../packages/gateway/src/egress/egress.ts'
import type { Journal } from '../packages/gateway/src/journal/journal.ts'
import { openSqliteJournal } from '../packages/gateway/src/journal/sqlite/open.ts'
import type { AcceptedEvent } from '../packages/gateway/src/model/accepted.ts'
import type { DeliveryPolicy } from '../packages/gateway/src/model/destination.ts'
import { defaultDeliveryPolicy } from '../packages/gateway/src/model/schedule.ts'
import { http } from '../packages/gateway/src/transports/http.ts'
import { createTransports } from '../packages/gateway/src/transports/transports.ts'

/** A journal, a source routed to all the destinations, and delivery between them. */
export interface BenchWorld {
  readonly journal: Journal
  readonly delivery: Delivery
  /** Appends events of 761 bytes, each with the moment at its start, and hands them on as ingest does. */
  accept(count: number, offer?: boolean): Promise<void>
  pending(): Promise<number>
  close(): Promise<void>
}

export async function createBenchWorld(
  urls: readonly string[],
  policy: Partial<DeliveryPolicy> = {},
): Promise<BenchWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-bench-'))
  const journal = await openSqliteJournal({ folder })
  const log = { info: () => undefined, warn: () => undefined, error: console.error }
  const seal = { seal: (plain: Uint8Array) => plain, open: (sealed: Uint8Array) => sealed }
  const live = await createLiveConfiguration({ journal, seal, log, now: Date.now })
  const sourcePolicy = {
    onMismatch: 'refuse' as const,
    maxBodyBytes: 1_048_576,
    ratePerSecond: null,
    toleranceSeconds: null,
    dropSameBytesWithinMs: null,
    rejections: { count: 1, bytes: 1, perSecond: 1 },
  }
  const source = { id: 'src_1', name: 'bench', path: 'bench', scheme: 'webex', params: {}, unsigned: true }
  await live.change({
    sources: [{ ...source, state: 'live', policy: sourcePolicy, createdAt: 1, deletedAt: null }],
    destinations: urls.map((url, at) => ({
      id: `dst_${at}`,
      name: `app-${at}`,
      to: { url, allowPrivate: true },
      scheme: 'standard-webhooks',
      headers: {},
      policy: { ...defaultDeliveryPolicy, ...policy },
      paused: null,
      createdAt: 1,
      deletedAt: null,
    })),
    routes: urls.map((_url, at) => ({
      id: `rte_${at}`,
      source: 'src_1',
      destination: `dst_${at}`,
      filter: null,
      createdAt: 1,
    })),
    secrets: urls.map((_url, at) => ({
      id: `sec_${at}`,
      owner: `dst_${at}`,
      sealed: Buffer.from(`whsec_${randomBytes(32).toString('base64')}`),
      notBefore: null,
      expiresAt: null,
      createdAt: 1,
    })),
  })
  const delivery = createDelivery({
    journal,
    live,
    pause: async () => undefined,
    owner: 'bench',
    transports: createTransports(http, [], { egress: createEgress({ allow: [], deny: [] }) }),
    view: (name, { event, payload }) =>
      new CandidateView(name, event.type ?? '', event.verdict, payload.headers, payload.body, null),
    log,
    metrics: {
      attempts: { of: () => ({ add: () => undefined }) },
      byDestination: { of: () => ({ add: () => undefined }) },
      latency: { observe: () => undefined },
    },
    now: Date.now,
  })
  await delivery.start()
  const filler = 'x'.repeat(761)
  return {
    journal,
    delivery,
    async accept(count, offer = true) {
      const snapshot = live.current()
      const from = snapshot.source('src_1')
      if (from === undefined) throw new Error('no source')
      const receivedAt = Date.now()
      const stamp = performance.timeOrigin + performance.now()
      const view = { source: 'bench', type: 'x', verdict: 'unsigned', size: 0, headers: {}, json: () => null }
      const queue = snapshot.lanesFor(from, view).map((one) => ({ ...one, due: receivedAt }))
      const facts = {
        source: from.source.number,
        verdict: 'unsigned' as const,
        secret: null,
        type: 'messages.created',
        providerEventId: null,
        receivedAt,
        contentType: 'application/json',
      }
      const events = Array.from({ length: count }, () => ({
        ...facts,
        epoch: snapshot.epoch,
        payload: {
          method: 'POST',
          url: '/in/bench',
          headers: [
            ['content-type', 'application/json'],
            ['x-spark-signature', 'a'.repeat(40)],
          ] as const,
          sealedHeaders: null,
          body: Buffer.from(`${stamp} ${filler}`.slice(0, 761)),
        },
        ledger: { key: randomBytes(16), repeat: 'suppress' as const },
        queue,
        rejection: null,
      }))
      const appended = await journal.append(events)
      if (!offer) return
      const accepted: AcceptedEvent[] = appended.flatMap((one, at) => {
        const payload = events[at]?.payload
        if (one.outcome !== 'accepted' || payload === undefined) return []
        const { seq, tag } = one
        return [
          { event: { ...facts, seq, tag, size: 761, sameBytesAs: null, erasedAt: null }, payload, queue },
        ]
      })
      delivery.offer(accepted)
    },
    pending: async () => (await journal.stats()).deliveries.pending,
    async close() {
      delivery.close()
      await journal.close()
      await rm(folder, { recursive: true })
    },
  }
}

/** Calls `accept` at a steady rate, whatever it takes: an open loop. Over after `seconds`. */
export async function atRate(
  perSecond: number,
  seconds: number,
  accept: (count: number) => Promise<void>,
): Promise<number> {
  const begun = performance.now()
  let sent = 0
  const under: Promise<void>[] = []
  for (;;) {
    const passed = (performance.now() - begun) / 1000
    const wanted = Math.floor(Math.min(passed, seconds) * perSecond)
    if (wanted > sent) {
      under.push(accept(wanted - sent))
      sent = wanted
    }
    if (passed >= seconds) break
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  await Promise.all(under)
  return sent
}
