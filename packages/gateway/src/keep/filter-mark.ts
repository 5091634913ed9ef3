import { createHash } from 'node:crypto'
import type { ErasureStore } from '../journal/port/erasures.ts'
import type { Seal } from '../seal/seal.ts'

/** Tells a mark from the plain SHA-256 that earlier versions kept. */
const prefix = 'hmac:'
const purpose = 'the filter of an erasure'

/**
 * What is kept of an erasure's filter. It proves to whoever knows the filter, and has the gateway, what was asked for. A
 * plain hash would tell anybody who can read the audit whether it was this person or that: names can be tried.
 */
export function markOf(filter: string, seal: Pick<Seal, 'mark'>): string {
  return marked(createHash('sha256').update(filter, 'utf8').digest('hex'), seal)
}

/** Made of the hash, so that what earlier versions kept can be replaced without the filter. */
function marked(hash: string, seal: Pick<Seal, 'mark'>): string {
  return `${prefix}${seal.mark(hash, purpose)}`
}

const erasuresAtOnce = 100

/** Puts a mark in the place of each plain hash that is still kept. */
export async function markOldFilters(
  journal: Pick<ErasureStore, 'erasures' | 'keepFilterHash'>,
  seal: Pick<Seal, 'mark'>,
): Promise<void> {
  for (let before: number | undefined; ; ) {
    const page = await journal.erasures({ limit: erasuresAtOnce, ...(before !== undefined && { before }) })
    for (const { number, filterHash } of page)
      if (filterHash !== null && !filterHash.startsWith(prefix))
        await journal.keepFilterHash(number, marked(filterHash, seal))
    before = page.at(-1)?.number
    if (before === undefined) return
  }
}
