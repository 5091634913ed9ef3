import pg from 'pg'
import { joinHints, type LaneHint, nothing, readHint } from './queue-hint.ts'
import { readEpoch } from './read/configuration.ts'
import { repeat } from './repeat.ts'
import { connectionOptions } from './wire/connections.ts'
import type { Database } from './wire/database.ts'
import type { Hosts } from './wire/hosts.ts'
import { type Session, sessionOf } from './wire/session.ts'
import { configurationChannel } from './write/configure.ts'

/** The channel on which gateways tell each other of queued work. */
export const queueChannel = 'countersign_queue'

const selfTestChannel = 'countersign_self_test'

export interface Watch {
  /** Calls back after another gateway's change. */
  onConfigurationChanged(listener: () => void): void
  /** Calls back with lanes that may have work from elsewhere; null for all of them. */
  onQueued(listener: (lanes: readonly number[] | null) => void): void
  /** Notes an epoch that this process has committed itself, and so need not be told. */
  known(epoch: number): void
  /** The listening connection's session, where others can see its end. */
  session(): Session | null
  /** Calls back when that session has been had or lost. */
  onSession(listener: (session: Session | null) => void): void
  /** Whether notifications arrive; false behind PgBouncer's transaction mode, where polls alone work. */
  listening(): boolean
  close(): Promise<void>
}

export interface WatchOptions {
  /** Where to listen: past PgBouncer, where that lies between. */
  readonly hosts: Hosts
  readonly connectTimeoutMs: number
  /** This process's name among the gateways. */
  readonly gateway: string
  /** What the server is told of whose connection this is. It is there as long as the gateway is, past PgBouncer. */
  readonly applicationName: string
  readonly warn: (message: string) => void
}

/**
 * The epoch is asked for so often, heard or not: a notification can be lost with its connection. And whoever may
 * connect can send one: it is a hint to look, and what it says is not believed.
 */
const epochPollMs = 500
/** Hints bring looks at the epoch, and looks into queues, no closer together than this: a gateway sends so often. */
const hintMs = 20
/** Queues are looked at so often where notifications arrive, and where they do not. */
const queuePollMs = { listening: 2000, deaf: 250 }
const reconnectMs = 1000
/**
 * The connection is asked so often whether it lives, and has so long to answer: a network that swallows must not
 * leave this side alone in its belief.
 */
const beatMs = 1000
const beatPatienceMs = 2000

/** Notifications with polls behind them. Everything goes on by itself when the database is away. */
export function createWatch(database: Database, options: WatchOptions): Watch {
  let epoch: number | null = null
  let hint: LaneHint = nothing
  let heard = false
  let closed = false
  let listener: pg.Client | null = null
  let session: Session | null = null
  let told = false
  let leave = (): void => undefined
  const timers = new Set<NodeJS.Timeout>()
  const onConfiguration: (() => void)[] = []
  const onSession: ((session: Session | null) => void)[] = []
  const onQueue: ((lanes: readonly number[] | null) => void)[] = []

  function later(ms: number, work: () => void): void {
    if (closed) return
    const timer = setTimeout(() => {
      timers.delete(timer)
      if (!closed) work()
    }, ms)
    timers.add(timer)
    timer.unref()
  }

  const configuration = repeat({
    async work() {
      const seen = await readEpoch(database.read).catch(() => epoch)
      // Another one, not a greater one: a failover may have brought an older state back.
      if (closed || seen === epoch) return
      epoch = seen
      for (const call of onConfiguration) call()
    },
    everyMs: () => epochPollMs,
    leastMs: hintMs,
  })

  const queues = repeat({
    work(hinted) {
      const lanes = hinted ? hint : null
      hint = nothing
      for (const call of onQueue) call(lanes === null ? null : [...lanes])
    },
    everyMs: () => (heard ? queuePollMs.listening : queuePollMs.deaf),
    leastMs: hintMs,
  })

  function notified(message: pg.Notification): void {
    const payload = message.payload ?? ''
    if (message.channel === configurationChannel) configuration.hint()
    if (message.channel === selfTestChannel && payload === options.gateway) heard = true
    if (message.channel !== queueChannel) return
    const lanes = readHint(payload, options.gateway)
    if (lanes !== null && lanes.size === 0) return
    hint = joinHints(hint, lanes)
    queues.hint()
  }

  function setSession(next: Session | null): void {
    if (next === session) return
    session = next
    for (const call of onSession) call(session)
  }

  async function listen(): Promise<void> {
    const url = await options.hosts.url().catch(() => null)
    if (url === null) return later(reconnectMs, () => void listen())
    const client = new pg.Client({
      ...connectionOptions({ ...options, url }),
      query_timeout: beatPatienceMs,
    })
    let over = false
    const again = (): void => {
      if (over) return
      over = true
      heard = false
      listener = null
      options.hosts.lost()
      setSession(null)
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
      leave = again
      for (const channel of [configurationChannel, queueChannel, selfTestChannel])
        await client.query(`listen ${channel}`)
      setSession(await sessionOf(client))
      const beat = (): void => {
        if (!over) client.query('select 1').then(() => later(beatMs, beat), again)
      }
      later(beatMs, beat)
      // Refused where the queue of notifications is full: then none arrive, and the session is good all the same.
      await database.read('select pg_notify($1, $2)', [selfTestChannel, options.gateway]).catch(() => [])
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

  database.onMoved(() => leave())
  void listen()

  return {
    onConfigurationChanged: (call) => void onConfiguration.push(call),
    onQueued: (call) => void onQueue.push(call),
    known: (seen) => {
      epoch = seen
    },
    session: () => session,
    onSession: (call) => void onSession.push(call),
    listening: () => heard,
    close: async () => {
      closed = true
      configuration.close()
      queues.close()
      for (const timer of timers) clearTimeout(timer)
      await listener?.end().catch(() => {})
    },
  }
}
