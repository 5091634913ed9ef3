import { setTimeout as sleep } from 'node:timers/promises'
import type { Live } from '../configuration/live.ts'
import { ownAct } from '../model/act.ts'
import type { PlannedConnections } from '../setup/planner.ts'
import { carryOut } from './carry-out.ts'
import type { Connections } from './connections.ts'

/** What went wrong at a provider is tried again so often, in ms. */
const againMs = 60_000

/** What connections are made with. */
export interface PlannedWith {
  readonly connections: Pick<Connections, 'connect' | 'disconnect'>
  readonly live: Pick<Live, 'current'>
  readonly log: { warn(about: object, message: string): void }
  /** Ends the waiting. */
  readonly signal: AbortSignal
}

/**
 * Makes the connections that declared files ask for, once a provider's call would be answered; those that cannot be made
 * again and again. Never rejects.
 */
export async function connectAsPlanned(
  wanted: PlannedConnections['make'],
  { connections, live, log, signal }: PlannedWith,
): Promise<void> {
  const isMissing = ({ name }: { readonly name: string }): boolean => {
    const { sources, connections: all } = live.current().configuration
    return all.one('source', sources.one('name', name)?.id ?? '') === undefined
  }
  for (let make = wanted; make.length > 0; make = make.filter(isMissing)) {
    try {
      await carryOut(connections, { make, disconnect: [] }, ownAct('applyFiles', '/plan'))
      return
    } catch (error) {
      log.warn({ err: error }, 'A declared connection could not be made; it is tried again in a minute.')
    }
    await sleep(againMs, undefined, { signal, ref: false }).catch(() => undefined)
    if (signal.aborted) return
  }
}
