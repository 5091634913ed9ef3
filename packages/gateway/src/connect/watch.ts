import { createHash } from 'node:crypto'
import type { Connection } from '../model/connection.ts'
import type { ConnectDeps } from './deps.ts'
import { look } from './look.ts'

/** Looks at every connection at an interval, as long as it runs. */
export interface Watch {
  start(): void
  /** This process has just made it: nothing was away before its first look. */
  made(connection: Pick<Connection, 'id'>): void
  /** Looks at one as it is now, after what is under way on it. Rejects where the store does. */
  look(connection: Connection): Promise<void>
  /** The wall clock was set by so many ms: turns come as soon as they would have. */
  clockSet(byMs: number): void
  /** Begins no more looks, and waits a moment for those under way. */
  stop(): Promise<void>
}

/** A look that waits for its turn at its connection, or has begun. */
interface Look {
  readonly id: string
  /** Somebody asked for it, and is told by it how things are now. */
  readonly asked: boolean
  begun: boolean
  done: Promise<void>
}

/** Looks under way at once. */
const looksAtOnce = 8
/** How long a stop waits for looks under way, in ms. */
const stopMs = 2000
/** How often it is seen whose turn has come, in ms. */
const tickMs = 200
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
  /** Whose time has come, the longest waiting first, so that nobody starves where there is too much to do. */
  let ready: Connection[] = []
  const underWay = new Set<Look>()
  let timer: NodeJS.Timeout | null = null
  let running = false
  /** Those that this process has looked at. */
  const looked = new Set<string>()
  /** Those whose turn in the store is by the clock of before, which was ahead. */
  const misdated = new Set<string>()

  const lookAt = async (connection: Connection, asked: boolean): Promise<void> => {
    const forced = misdated.delete(connection.id) || asked
    const earlyMs = Math.ceil(deps.intervalMs / 10)
    // One that is looked at shortly before its turn has had it: two gateways would look at the same time.
    const next = nextLook(connection.id, deps.now() + earlyMs, deps.intervalMs)
    due.set(connection.id, next)
    // A little before the next turn, so that no gateway is turned away by its own earlier look.
    const nextAt = next - earlyMs
    const first = !looked.has(connection.id)
    const done = await look(forced ? { ...deps, journal: forcing(deps) } : deps, connection, nextAt, first)
    if (done) looked.add(connection.id)
  }

  const begin = (connection: Connection, asked: boolean): Promise<void> => {
    // Who asks is not told what a look saw that had begun before, nor that it was another gateway's turn.
    const shared = [...underWay].find(
      (one) => one.id === connection.id && (!asked || (one.asked && !one.begun)),
    )
    if (shared !== undefined) return shared.done
    const mine: Look = { id: connection.id, asked, begun: false, done: Promise.resolve() }
    mine.done = inTurn(connection, () => {
      mine.begun = true
      return lookAt(connection, asked)
    }).finally(() => underWay.delete(mine))
    underWay.add(mine)
    return mine.done
  }

  const pump = (): void => {
    while (running && underWay.size < looksAtOnce) {
      const connection = ready.shift()
      if (connection === undefined) return
      begin(connection, false)
        .catch((error: unknown) =>
          deps.log.warn({ err: error, connection: connection.id }, 'a look at a connection failed'),
        )
        .finally(pump)
    }
  }

  const tick = (): void => {
    const now = deps.now()
    const all = [...deps.live.current().configuration.connections]
    const ids = new Set(all.map(({ id }) => id))
    for (const id of due.keys()) if (!ids.has(id)) due.delete(id)
    for (const known of [looked, misdated]) for (const id of known) if (!ids.has(id)) known.delete(id)
    for (const [at, { id }] of all.entries())
      if (!due.has(id)) due.set(id, Math.min(now + at * firstSpacingMs, nextLook(id, now, deps.intervalMs)))
    const dueOf = ({ id }: Connection): number => due.get(id) ?? 0
    const busy = new Set(Array.from(underWay, ({ id }) => id))
    ready = all
      // One that is not finished and young is being made right now, on this gateway or another.
      .filter(({ state, createdAt }) => state !== 'connecting' || now - createdAt >= makingMs)
      .filter((connection) => dueOf(connection) <= now && !busy.has(connection.id))
      .toSorted((one, other) => dueOf(one) - dueOf(other))
    pump()
    if (running) timer = setTimeout(tick, tickMs)
  }

  return {
    start() {
      running = true
      tick()
    },
    made: ({ id }) => void looked.add(id),
    look: (connection) => begin(connection, true),
    clockSet(byMs) {
      for (const [id, at] of due) {
        due.set(id, at + byMs)
        if (byMs < 0) misdated.add(id)
      }
    },
    async stop() {
      running = false
      if (timer !== null) clearTimeout(timer)
      // A look that hangs on a slow provider may be cut off anywhere: the next one finishes what it left.
      await Promise.race([Promise.allSettled(Array.from(underWay, ({ done }) => done)), deps.sleep(stopMs)])
    },
  }
}

/** The journal for a look for which it does not matter whose turn it is. */
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
