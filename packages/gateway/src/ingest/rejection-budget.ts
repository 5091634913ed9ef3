import type { Source } from '../model/source.ts'
import { TokenBucket } from './token-bucket.ts'

/** The part of a source's rejections a second that one network may take. */
const networkShare = 1 / 4
/** Networks that are remembered at once, over all sources. */
const mostNetworks = 4096

/**
 * How many rejections a second are written, for each source and, within it, for each network that they come
 * from: whoever forges from one network leaves three quarters to the others.
 */
export class RejectionBudget {
  readonly #sources = new Map<number, { readonly perSecond: number; readonly bucket: TokenBucket }>()
  readonly #networks = new Map<string, TokenBucket>()

  /** Whether one more rejection may be kept. */
  take({ number, policy: { rejections } }: Source, network: string, now: number): boolean {
    const { perSecond } = rejections
    if (perSecond <= 0 || rejections.count <= 0) return false
    return (
      this.#networkBucket(number, network, perSecond, now).take(now) &&
      this.#sourceBucket(number, perSecond, now).take(now)
    )
  }

  #sourceBucket(number: number, perSecond: number, now: number): TokenBucket {
    const known = this.#sources.get(number)
    if (known?.perSecond === perSecond) return known.bucket
    const bucket = new TokenBucket(perSecond, now)
    this.#sources.set(number, { perSecond, bucket })
    return bucket
  }

  #networkBucket(number: number, network: string, perSecond: number, now: number): TokenBucket {
    const key = `${number} ${perSecond} ${network}`
    const known = this.#networks.get(key)
    // Moved to the end: the map's first is the one that was asked for longest ago.
    if (known !== undefined) this.#networks.delete(key)
    else if (this.#networks.size >= mostNetworks)
      this.#networks.delete(this.#networks.keys().next().value ?? '')
    const bucket = known ?? new TokenBucket(perSecond * networkShare, now)
    this.#networks.set(key, bucket)
    return bucket
  }
}
