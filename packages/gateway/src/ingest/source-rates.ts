import type { Source } from '../model/source.ts'
import { TokenBucket } from './token-bucket.ts'

/** Requests a second of each source, by its policy. One entry for each source that has a limit. */
export class SourceRates {
  readonly #buckets = new Map<number, { readonly perSecond: number; readonly bucket: TokenBucket }>()

  /** Whether one more request of this source may pass. */
  take({ number, policy: { ratePerSecond } }: Source, now: number): boolean {
    if (ratePerSecond === null) return true
    const known = this.#buckets.get(number)
    if (known?.perSecond === ratePerSecond) return known.bucket.take(now)
    const bucket = new TokenBucket(ratePerSecond, now)
    this.#buckets.set(number, { perSecond: ratePerSecond, bucket })
    return bucket.take(now)
  }
}
