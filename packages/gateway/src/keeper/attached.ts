import type { KeptListener } from './doorway.ts'

/** Names the listeners to the gateway, as JSON. */
export const keeperVariable = 'COUNTERSIGN_KEEPER'

/** The gateway's end of the line to its keeper. */
export interface Attached {
  /** The addresses that callers know, with the ports as they are, and the sockets to listen on. */
  readonly listeners: readonly KeptListener[]
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
  const { listeners } = JSON.parse(described) as { listeners: readonly KeptListener[] }
  return {
    listeners,
    ready: (about) => void process.send?.({ ...about, ready: true }),
  }
}
