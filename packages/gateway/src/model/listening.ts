import { isLimited, type Permission, reaches } from './permission.ts'
import { operationalSource } from './source.ts'

/**
 * What makes a destination of kind `pull` a listener's: somebody's own machine takes events for a while, and is heard
 * from again and again. Times are ms since 1970.
 */
export interface Listening {
  /** Names the process that holds it; random. One that takes it over is another. */
  readonly instance: string
  /** Whose it is, for people: a user at a machine. */
  readonly host: string
  /** It ends then, unless it is heard from. */
  readonly until: number
  /** As long as that, its sources' deliveries are its alone; null: others get them too. */
  readonly claimUntil: number | null
  /** What came while it claimed, and still waits for it, is yet to be given to where the routes lead. */
  readonly owes: boolean
  /** Who opened it last, as `openerOf` names him. Absent: it is from before that was kept. */
  readonly openedBy?: string
}

/** Listeners that one identity may have at once, and all of them together. */
export const mostListeners = { each: 16, all: 256 } as const

/** How long what comes waits for a listener that is not heard from, in ms. */
export const listeningMs: number = 24 * 3_600_000

/** Whether somebody may listen to a source; to the gateway's own whoever may read everything. */
export function mayHear(
  may: Permission,
  { id, name }: { readonly id: string; readonly name: string },
): boolean {
  return name === operationalSource
    ? may.actions.has('events.read') && !isLimited(may)
    : reaches(may, 'sources', id)
}

/** Whether somebody may listen to all that a listener listens to; one without a source left is beyond who is limited. */
export function mayHearAll(
  may: Permission,
  sources: readonly { readonly id: string; readonly name: string }[],
): boolean {
  return sources.length === 0 ? !isLimited(may) : sources.every((source) => mayHear(may, source))
}

/** The listening after it was heard from; the same one where nothing is to be written down. */
export function heardFrom(listening: Listening, now: number, claimMs: number): Listening {
  const { until, claimUntil } = listening
  const claimEnds = claimUntil !== null && claimUntil - now < claimMs / 2
  if (until - now > listeningMs / 2 && !claimEnds) return listening
  return { ...listening, until: now + listeningMs, claimUntil: claimUntil === null ? null : now + claimMs }
}
