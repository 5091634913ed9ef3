import { JournalUnavailable } from '../../errors.ts'
import type { Pace } from './pace.ts'

/** Or once so many bytes wait. */
const besideFromBytes = 2 ** 20

export interface BatcherOptions<Item, Result> {
  /** Batches under way at once, each with a slot number of its own from 0. */
  readonly slots: number
  /**
   * While another batch is under way, the next begins once so many items wait: small batches side by side
   * cost more than one after the other.
   */
  readonly besideFrom: number
  /** Of one batch; a call that is larger goes alone. */
  readonly maxItems: number
  /** Likewise. Default: any number. */
  readonly maxBytes?: number
  /** Of all that waits; a call beyond it is refused at once. Default: any number. */
  readonly maxWaitingBytes?: number
  /** In bytes. Default: items are not measured. */
  readonly sizeOf?: (item: Item) => number
  /** When the next batch begins at the earliest. Default: when a slot is free for it. */
  readonly pace?: Pace
  readonly run: (items: readonly Item[], slot: number) => Promise<readonly Result[]>
}

export interface Batcher<Item, Result> {
  /** Runs with what else waits; the results stand in the order of the items. */
  add(items: readonly Item[]): Promise<readonly Result[]>
  /** Over once nothing waits and nothing is under way. New calls are refused. */
  close(): Promise<void>
}

interface Call<Item, Result> {
  readonly items: readonly Item[]
  readonly bytes: number
  readonly resolve: (results: readonly Result[]) => void
  readonly reject: (error: unknown) => void
}

/**
 * Group commit: what arrives while all slots are busy shares the next batch. The first call never waits,
 * and the busier it gets the larger the batches grow, without a timer unless a pace is given.
 */
export function createBatcher<Item, Result>(options: BatcherOptions<Item, Result>): Batcher<Item, Result> {
  const { maxBytes = Number.POSITIVE_INFINITY, maxWaitingBytes = Number.POSITIVE_INFINITY } = options
  const sizeOf = options.sizeOf ?? ((): number => 0)
  let waiting: Call<Item, Result>[] = []
  let waitingBytes = 0
  let waitingItems = 0
  const free = Array.from({ length: options.slots }, (_, slot) => options.slots - 1 - slot)
  let closed = false
  let onIdle: (() => void) | null = null
  let scheduled = false
  let resting = false

  function take(): Call<Item, Result>[] {
    let items = 0
    let bytes = 0
    let count = 0
    for (const call of waiting) {
      items += call.items.length
      bytes += call.bytes
      if (count > 0 && (items > options.maxItems || bytes > maxBytes)) break
      count++
    }
    const calls = waiting.slice(0, count)
    waiting = waiting.slice(count)
    for (const call of calls) {
      waitingBytes -= call.bytes
      waitingItems -= call.items.length
    }
    return calls
  }

  function pump(): void {
    scheduled = false
    while (waiting.length > 0) {
      const busy = free.length < options.slots
      if (busy && waitingItems < options.besideFrom && waitingBytes < besideFromBytes) return
      const waitMs = closed ? 0 : (options.pace?.waitMs(waitingItems, performance.now()) ?? 0)
      if (waitMs > 0) {
        if (!resting)
          setTimeout(() => {
            resting = false
            pump()
          }, waitMs)
        resting = true
        return
      }
      const slot = free.pop()
      if (slot === undefined) return
      const calls = take()
      options.pace?.began(calls.length, performance.now())
      void runBatch(calls, slot).finally(() => {
        free.push(slot)
        pump()
      })
    }
    if (closed && free.length === options.slots) onIdle?.()
  }

  async function runBatch(calls: readonly Call<Item, Result>[], slot: number): Promise<void> {
    try {
      share(
        calls,
        await options.run(calls.length === 1 ? (calls[0]?.items ?? []) : calls.flatMap((c) => c.items), slot),
      )
    } catch (error) {
      if (error instanceof JournalUnavailable) return refuse(calls, error)
      // Something in the batch cannot be stored: what else is in it must not suffer.
      if (calls.length === 1) return refuse(calls, error)
      for (const call of calls) await runBatch([call], slot)
    }
  }

  /** The store is away: whoever waits hears it now rather than after another timeout. */
  function refuse(calls: readonly Call<Item, Result>[], error: unknown): void {
    for (const call of calls) call.reject(error)
    if (!(error instanceof JournalUnavailable)) return
    const others = waiting
    waiting = []
    waitingBytes = 0
    waitingItems = 0
    for (const call of others) call.reject(error)
  }

  return {
    add: (items) =>
      new Promise((resolve, reject) => {
        if (items.length === 0) return resolve([])
        let bytes = 0
        for (const item of items) bytes += sizeOf(item)
        if (closed)
          return reject(new JournalUnavailable('ERR_JOURNAL_UNAVAILABLE', 'The journal is closing.'))
        if (waitingBytes + bytes > maxWaitingBytes && waiting.length > 0)
          return reject(new JournalUnavailable('ERR_JOURNAL_UNAVAILABLE', 'Too much waits for the database.'))
        waiting.push({ items, bytes, resolve, reject })
        waitingBytes += bytes
        waitingItems += items.length
        if (scheduled || free.length === 0) return
        // What else arrives in this turn of the event loop comes along.
        scheduled = true
        setImmediate(pump)
      }),
    close: () => {
      closed = true
      return new Promise((resolve) => {
        onIdle = resolve
        pump()
      })
    },
  }
}

function share<Item, Result>(calls: readonly Call<Item, Result>[], results: readonly Result[]): void {
  let from = 0
  for (const call of calls) {
    call.resolve(results.slice(from, from + call.items.length))
    from += call.items.length
  }
}
