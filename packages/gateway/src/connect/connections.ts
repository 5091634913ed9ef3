import { type Act, ownAct } from '../model/act.ts'
import type { Connection } from '../model/connection.ts'
import { Refusal } from '../model/refusal.ts'
import { addressConnection } from '../setup/connection.ts'
import { made } from '../setup/made.ts'
import { type BackFilled, backFill } from './back-fill.ts'
import type { ConnectDeps, ConnectionsOptions } from './deps.ts'
import { disconnect } from './disconnect.ts'
import { type Established, establish } from './establish.ts'
import { type ConnectionInput, prepareConnection } from './prepare.ts'
import type { Gap } from './provider.ts'
import { repair } from './repair.ts'
import { rotate } from './rotate.ts'
import { createWatch } from './watch.ts'
import { readWatchState, type WatchState } from './watch-state.ts'

/** Everything that is done to connections, on one gateway one thing after the other for each. */
export interface Connections {
  /** Rejects with `Refusal`, a provider's among them; then nothing is left of it. */
  connect(input: ConnectionInput, act: Act): Promise<Established>
  disconnect(connection: Connection, force: boolean, act: Act): Promise<void>
  /** @param overlapMs - how long the old secrets stay good */
  rotate(connection: Connection, overlapMs: number, act: Act): Promise<void>
  /** Has the provider send to another address from now on; null: to the gateway's public one. */
  move(connection: Connection, address: string | null, act: Act): Promise<void>
  /** Sets right what a person has changed or deleted at the provider, then looks at it. */
  repair(connection: Connection, act: Act): Promise<void>
  /** Fetches what happened in a stretch of time and did not arrive. */
  backFill(connection: Connection, gap: Gap): Promise<BackFilled>
  /** Looks at it now, whosever turn it is. */
  look(connection: Connection): Promise<void>
  /** What the last looks saw, by the connection's id. */
  states(): Promise<ReadonlyMap<string, WatchState>>
  /** Begins to look at all at an interval. */
  start(): void
  /** The wall clock was set by so many ms. */
  clockSet(byMs: number): void
  stop(): Promise<void>
}

export function createConnections({ setup, ...parts }: ConnectionsOptions): Connections {
  const depsOf = (act: Act): ConnectDeps => ({ ...parts, setup: setup.by(act) })
  // By itself it finishes what a crash or a failure has left half done.
  const deps = depsOf(ownAct('watchConnection', '/connections'))
  const last = new Map<string, Promise<unknown>>()
  /** A rotation and a look that wakes must not write into the webhook at the same time. */
  const inTurn = <T>({ id }: Pick<Connection, 'id'>, work: () => Promise<T>): Promise<T> => {
    const mine = (last.get(id) ?? Promise.resolve()).then(work)
    const settled = mine.then(
      () => {},
      () => {},
    )
    last.set(id, settled)
    void settled.then(() => {
      if (last.get(id) === settled) last.delete(id)
    })
    return mine
  }
  /** As it stands once its turn has come; while it is half made, or being removed, nothing else may be done to it. */
  const connected = ({ id }: Connection): Connection => {
    const now = deps.live.current().configuration.connections.get(id)
    if (now?.state !== 'connected') throw new Refusal('ERR_CONNECTION_UNFINISHED')
    return now
  }
  const watch = createWatch(deps, inTurn)
  return {
    async connect(input, act) {
      const wanted = prepareConnection(input, setup.context())
      return inTurn(wanted.connection, async () => {
        const established = await establish(depsOf(act), wanted)
        watch.made(established.connection)
        return established
      })
    },
    disconnect: (connection, force, act) =>
      inTurn(connection, () => disconnect(depsOf(act), connection, force)),
    rotate: (connection, overlapMs, act) =>
      inTurn(connection, () => rotate(depsOf(act), connected(connection), overlapMs)),
    async move(connection, address, act) {
      await inTurn(connection, async () => {
        const { change } = await depsOf(act).setup.run(addressConnection, {
          ...{ connection: connected(connection), address },
        })
        await repair(deps, made(change.connections))
      })
      await watch.look(connection)
    },
    async repair(connection, act) {
      await inTurn(connection, () => repair(depsOf(act), connected(connection)))
      await watch.look(connection)
    },
    backFill: (connection, gap) =>
      inTurn(connection, async () => {
        const now = connected(connection)
        const live = deps.live.current().source(now.source)
        if (live === undefined) throw new Refusal('ERR_CONNECTION_UNFINISHED')
        return backFill(deps, now, live, gap)
      }),
    look: (connection) => watch.look(connection),
    async states() {
      const kept = [...(await deps.journal.watches())]
      return new Map(
        kept.flatMap(([id, text]) => {
          const state = readWatchState(text)
          return state === null ? [] : [[id, state] as const]
        }),
      )
    },
    start: () => watch.start(),
    clockSet: (byMs) => watch.clockSet(byMs),
    stop: () => watch.stop(),
  }
}
