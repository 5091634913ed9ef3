import type { Journal, NewEvent, QueuePosition, QueueRow, Settlement } from '../../src/journal/journal.ts'
import type { Configuration, ConfigurationChange } from '../../src/model/configuration.ts'
import type { StoredAttempt } from '../../src/model/delivery.ts'
import type { Payload, StoredEvent } from '../../src/model/event.ts'

/** A stand-in for the journal, as far as delivery uses it. */
export function memoryJournal() {
  let configuration: Configuration = {
    epoch: 0,
    sources: [],
    destinations: [],
    routes: [],
    secrets: [],
    tokens: [],
    lanes: [],
  }
  const events = new Map<number, { event: StoredEvent; payload: Payload }>()
  const queue = new Map<string, QueueRow>()
  const attempts = new Map<string, StoredAttempt[]>()
  let seq = 0
  let fence = 1
  const keyOf = (lane: number, at: { seq: number; replay: number }): string =>
    `${lane}/${at.seq}/${at.replay}`
  const rowsOf = (lane: number): QueueRow[] =>
    [...queue.values()]
      .filter((row) => row.lane === lane)
      .sort((one, other) => one.due - other.due || one.seq - other.seq || one.replay - other.replay)
  const beyond = (row: QueueRow, after: QueuePosition | null): boolean =>
    after === null ||
    row.due > after.due ||
    (row.due === after.due && (row.seq > after.seq || (row.seq === after.seq && row.replay > after.replay)))
  const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1))
  return {
    bump: () => fence++,
    attempts: async (key: { seq: number; lane: number; replay: number }) =>
      attempts.get(keyOf(key.lane, key)) ?? [],
    pending: () => queue.size,
    configuration: async () => configuration,
    onConfigurationChanged: () => undefined,
    onQueued: () => undefined,
    async configure(change: ConfigurationChange) {
      const destinations = [...configuration.destinations]
      const lanes = [...configuration.lanes]
      for (const one of change.destinations ?? []) {
        const at = destinations.findIndex(({ id }) => id === one.id)
        const number = at === -1 ? destinations.length + 1 : (destinations[at]?.number ?? 0)
        if (at === -1) lanes.push({ number: 10 + number, destination: number, shard: 0 })
        destinations[at === -1 ? destinations.length : at] = { ...one, number }
      }
      const sources = (change.sources ?? []).map((one, at) => ({ ...one, number: at + 1 }))
      configuration = {
        epoch: configuration.epoch + 1,
        sources: [...configuration.sources, ...sources],
        destinations,
        lanes,
        routes: [...configuration.routes, ...(change.routes ?? [])],
        secrets: [...configuration.secrets, ...(change.secrets ?? [])],
        tokens: [],
      }
      return configuration
    },
    async append(added: readonly NewEvent[]) {
      await later()
      return added.map((one) => {
        seq += 1
        const { source, verdict, secret, type, providerEventId, receivedAt, contentType, payload } = one
        const event = { seq, tag: 7, source, verdict, secret, type, providerEventId, receivedAt, contentType }
        events.set(seq, { event: { ...event, size: payload.body.length, sameBytesAs: null }, payload })
        for (const row of one.queue) {
          queue.set(keyOf(row.lane, { seq, replay: 0 }), { ...row, seq, replay: 0, attempts: 0 })
        }
        return { outcome: 'accepted' as const, seq, tag: 7, sameBytesAs: null }
      })
    },
    async own(_owner: string, leaseMs: number) {
      await later()
      return configuration.lanes.map((lane) => ({ ...lane, fence, until: Date.now() + leaseMs }))
    },
    release: async () => undefined,
    async due(lane: number, now: number, after: QueuePosition | null, limit: number) {
      const rows = rowsOf(lane).filter((row) => row.due <= now && beyond(row, after))
      await later()
      return rows.slice(0, limit)
    },
    nextDue: async (lane: number, after: QueuePosition | null) =>
      rowsOf(lane).find((row) => beyond(row, after))?.due ?? null,
    async payloads(seqs: readonly number[]) {
      await later()
      return new Map(
        seqs.flatMap((one) => {
          const found = events.get(one)
          return found === undefined ? [] : [[one, found] as const]
        }),
      )
    },
    async settle(_owner: string, settlements: readonly Settlement[]) {
      await later()
      return settlements.map(({ lane, at, attempt, next, fence: under }) => {
        const key = keyOf(lane, at)
        const row = queue.get(key)
        if (row === undefined || row.due !== at.due || under !== fence) return false
        const list = attempts.get(key) ?? []
        attempts.set(key, list)
        list.push({ ...attempt, final: 'state' in next ? next.state : null })
        if ('state' in next) queue.delete(key)
        else queue.set(key, { ...row, due: next.retryAt, attempts: attempt.n })
        return true
      })
    },
    forget: (one: number) => events.delete(one),
  } satisfies Partial<Record<keyof Journal, unknown>> & Record<string, unknown>
}
