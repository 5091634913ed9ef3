import { createHash } from 'node:crypto'
import type { Connection } from '../model/connection.ts'
import type { ConnectDeps } from './deps.ts'
import { look } from './look.ts'

/** Looks at every connection at an interval, as long as it runs. */
export interface Watch {
  start(): void
  /** Looks at one at once. Rejects where the store does. */
  look(connection: Connection): Promise<void>
  /** Ends after the looks that are under way. */
  stop(): Promise<void>
}

/** Looks under way at once. */
const looksAtOnce = 8
/** The longest that the timer sleeps, so that a new connection is found; in ms. */
const longestSleepMs = 1000
/** A connection that is younger than this and not finished is being made, in ms. */
const makingMs = 60_000
/** After a start the looks are this far apart, so that a thousand connections do not call at once; in ms. */
const firstSpacingMs = 50

/**
 * When a connection is looked at next: each has its own place within the interval, by its id, so that the
 * calls of a thousand spread evenly and stay where they are.
 */
export function nextLook(id: string, after: number, intervalMs: number): number {
  const phase = createHash('sha256').update(id).digest().readUInt32BE() % intervalMs
  return Math.floor((after - phase) / intervalMs + 1) * intervalMs + phase
}

/** @param inTurn - runs work on a connection after what is under way on it */
export function createWatch(
  deps: ConnectDeps,
  inTurn: (connection: Connection, work: () => Promise<void>) => Promise<void>,
): Watch {
  const due = new Map<string, number>()
  const underWay = new Map<string, Promise<void>>()
  let timer: NodeJS.Timeout | null = null
  let running = false

  const connections = (): readonly Connection[] => deps.live.current().configuration.connections

  const lookAt = async (connection: Connection, forced: boolean): Promise<void> => {
    const next = nextLook(connection.id, deps.now(), deps.intervalMs)
    due.set(connection.id, next)
    // A little before the next turn, so that no gateway is turned away by its own earlier look.
    const nextAt = next - Math.ceil(deps.intervalMs / 10)
    await look(forced ? { ...deps, journal: forcing(deps) } : deps, connection, nextAt)
  }

  const begin = (connection: Connection, forced: boolean): Promise<void> => {
    const known = underWay.get(connection.id)
    if (known !== undefined) return known
    const work = inTurn(connection, () => lookAt(connection, forced)).finally(() =>
      underWay.delete(connection.id),
    )
    underWay.set(connection.id, work)
    return work
  }

  const tick = (): void => {
    timer = null
    const now = deps.now()
    const all = connections()
    const ids = new Set(all.map(({ id }) => id))
    for (const id of due.keys()) if (!ids.has(id)) due.delete(id)
    for (const [at, { id }] of all.entries())
      if (!due.has(id)) due.set(id, now + Math.min(at * firstSpacingMs, deps.intervalMs))
    for (const connection of all) {
      if (underWay.size >= looksAtOnce) break
      // Someone, on this gateway or another, is making it right now.
      if (connection.state === 'connecting' && now - connection.createdAt < makingMs) continue
      if ((due.get(connection.id) ?? 0) > now) continue
      begin(connection, false).catch((error: unknown) =>
        deps.log.warn({ err: error, connection: connection.id }, 'a look at a connection failed'),
      )
    }
    if (!running) return
    const first = Math.min(...due.values(), now + longestSleepMs)
    timer = setTimeout(tick, Math.max(20, first - now))
  }

  return {
    start() {
      running = true
      tick()
    },
    look: (connection) => begin(connection, true),
    async stop() {
      running = false
      if (timer !== null) clearTimeout(timer)
      await Promise.allSettled(underWay.values())
    },
  }
}

/** The journal for a look that an operator asked for: whose turn it is does not matter. */
function forcing({ journal }: ConnectDeps): ConnectDeps['journal'] {
  return {
    keepWatch: (connection, state) => journal.keepWatch(connection, state),
    watches: () => journal.watches(),
    events: (query) => journal.events(query),
    payloads: (seqs) => journal.payloads(seqs),
    takeWatch: async (connection, _now, nextAt) =>
      (await journal.takeWatch(connection, Number.MAX_SAFE_INTEGER, nextAt)) ?? { state: null },
  }
}
