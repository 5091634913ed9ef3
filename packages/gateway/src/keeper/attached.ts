import type { KeptListener } from './doorway.ts'

/** Tells the gateway of its keeper, as JSON: a `KeeperDescription`. */
export const keeperVariable = 'COUNTERSIGN_KEEPER'

/** How often a gateway lets its keeper know that it runs, in ms. */
const beatMs = 1000

/** What a keeper tells each gateway that it starts. */
export interface KeeperDescription {
  /** The keeper's identity; see `Attached`. */
  readonly id: string
  readonly listeners: readonly KeptListener[]
  /** Whether a gateway of this keeper has been up before. */
  readonly wasUp: boolean
}

/** The gateway's end of the line to its keeper. */
export interface Attached {
  /**
   * Random, made at the keeper's start, and the same for each gateway that it starts: one after the other,
   * never two at once. Whoever carries it knows that the earlier ones with it have ended. Nothing of the
   * host is in it, since two machines may well have the same name.
   */
  readonly keeperId: string
  /** The addresses that callers know, with the ports as they are, and the sockets to listen on. */
  readonly listeners: readonly KeptListener[]
  /** Whether a gateway of this keeper has been up before: then there is a store. */
  readonly wasUp: boolean
  /** To be called when all the sockets are listened on. */
  ready(about: Readonly<Record<string, unknown>>): void
}

/**
 * For the gateway process: the keeper that started it, or null where it runs by itself. When the keeper
 * dies, `orphaned` is called: the gateway then ends at once, since no caller can reach it any more.
 */
export function attachToKeeper(orphaned: () => void): Attached | null {
  const described = process.env[keeperVariable]
  if (described === undefined || process.send === undefined) return null
  process.on('disconnect', orphaned)
  beat()
  const { id, listeners, wasUp } = JSON.parse(described) as KeeperDescription
  return {
    keeperId: id,
    listeners,
    wasUp,
    ready: (about) => void process.send?.({ ...about, ready: true }),
  }
}

/** From the event loop, so that it stops when that does. None is sent before the one before it was taken. */
function beat(): void {
  let taken = true
  const say = (): void => {
    if (!taken) return
    taken = false
    process.send?.({ beat: true }, () => {
      taken = true
    })
  }
  say()
  setInterval(say, beatMs).unref()
}
