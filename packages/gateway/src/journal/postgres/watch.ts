import pg from 'pg'
import { configurationChannel } from './configure.ts'
import { connectionOptions } from './connections.ts'
import type { Database } from './database.ts'

/** The channel on which gateways tell each other of queued work: `gateway:lane,lane` or `gateway:*`. */
export const queueChannel = 'countersign_queue'

const selfTestChannel = 'countersign_self_test'

export interface Watch {
  /** Calls back after another gateway's change. */
  onConfigurationChanged(listener: () => void): void
  /** Calls back with lanes that may have work from elsewhere; null for all of them. */
  onQueued(listener: (lanes: readonly number[] | null) => void): void
  /** Notes an epoch that this process has committed itself. */
  known(epoch: number): void
  /** Whether notifications arrive; false behind PgBouncer's transaction mode, where polls alone work. */
  listening(): boolean
  close(): Promise<void>
}

export interface WatchOptions {
  readonly url: string
  /** A connection past PgBouncer for LISTEN; the same URL unless given. */
  readonly directUrl: string
  readonly connectTimeoutMs: number
  /** This process's name among the gateways. */
  readonly gateway: string
  readonly warn: (message: string) => void
}

/** The epoch is asked for so often, heard or not: a notification can be lost with its connection. */
const epochPollMs = 500
/** Queues are looked at so often where notifications arrive, and where they do not. */
const queuePollMs = { listening: 2000, deaf: 250 }
const reconnectMs = 1000

/** Notifications with polls behind them. Everything goes on by itself when the database is away. */
export function createWatch(database: Database, options: WatchOptions): Watch {
  let epoch = 0
  let heard = false
  let closed = false
  let listener: pg.Client | null = null
  let told = false
  const timers = new Set<NodeJS.Timeout>()
  const onConfiguration: (() => void)[] = []
  const onQueue: ((lanes: readonly number[] | null) => void)[] = []

  function sawEpoch(seen: number): void {
    if (seen <= epoch) return
    epoch = seen
    for (const call of onConfiguration) call()
  }

  function later(ms: number, work: () => void): void {
    if (closed) return
    const timer = setTimeout(() => {
      timers.delete(timer)
      if (!closed) work()
    }, ms)
    timers.add(timer)
    timer.unref()
  }

  async function pollEpoch(): Promise<void> {
    const rows = await database
      .read<{ epoch: number }>('select epoch from countersign.config')
      .catch(() => [])
    if (rows[0] !== undefined) sawEpoch(rows[0].epoch)
    later(epochPollMs, () => void pollEpoch())
  }

  function pollQueue(): void {
    for (const call of onQueue) call(null)
    later(heard ? queuePollMs.listening : queuePollMs.deaf, pollQueue)
  }

  function notified(message: pg.Notification): void {
    const payload = message.payload ?? ''
    if (message.channel === configurationChannel) sawEpoch(Number(payload))
    if (message.channel === selfTestChannel && payload === options.gateway) heard = true
    if (message.channel !== queueChannel) return
    const at = payload.lastIndexOf(':')
    if (payload.slice(0, at) === options.gateway) return
    const lanes = payload.slice(at + 1)
    for (const call of onQueue) call(lanes === '*' ? null : lanes.split(',').map(Number))
  }

  async function listen(): Promise<void> {
    const client = new pg.Client({
      ...connectionOptions({ ...options, url: options.directUrl }),
      query_timeout: 5000,
    })
    let over = false
    const again = (): void => {
      if (over) return
      over = true
      heard = false
      listener = null
      void client.end().catch(() => {})
      later(reconnectMs, () => void listen())
    }
    client.on('error', again)
    client.on('end', again)
    client.on('notification', notified)
    try {
      await client.connect()
      if (closed) return void client.end().catch(() => {})
      listener = client
      for (const channel of [configurationChannel, queueChannel, selfTestChannel])
        await client.query(`listen ${channel}`)
      await database.read('select pg_notify($1, $2)', [selfTestChannel, options.gateway])
      later(2000, () => {
        if (over || heard || told) return
        told = true
        options.warn(
          'Notifications do not arrive (PgBouncer in transaction mode?); polling every 250 ms. A direct URL for LISTEN makes delivery across gateways quicker.',
        )
      })
    } catch {
      again()
    }
  }

  void pollEpoch()
  pollQueue()
  void listen()

  return {
    onConfigurationChanged: (call) => void onConfiguration.push(call),
    onQueued: (call) => void onQueue.push(call),
    known: (seen) => {
      epoch = Math.max(epoch, seen)
    },
    listening: () => heard,
    close: async () => {
      closed = true
      for (const timer of timers) clearTimeout(timer)
      await listener?.end().catch(() => {})
    },
  }
}
