import type { FoundPayloads, LookStore } from '../journal/port/look.ts'

/** So many events are remembered as told, so that each is told once. */
const mostTold = 10_000

/**
 * Reads payloads and says in the log, once for each event, whose bytes have changed since they were stored. Nobody
 * gets them: a delivery of such an event dies with ERR_PAYLOAD_DAMAGED, which is news of its own.
 */
export function watchDamage(
  journal: Pick<LookStore, 'payloads'>,
  log: { error(about: object, message: string): void },
): LookStore['payloads'] {
  const told = new Set<number>()
  return async (seqs): Promise<FoundPayloads> => {
    const found = await journal.payloads(seqs)
    const fresh = [...(found.damaged ?? [])].filter((seq) => !told.has(seq))
    if (fresh.length > 0 && told.size < mostTold) {
      for (const seq of fresh) told.add(seq)
      const code = 'ERR_PAYLOAD_DAMAGED'
      log.error({ code, events: fresh }, 'Stored content is not what was stored; nobody is given it.')
    }
    return found
  }
}
