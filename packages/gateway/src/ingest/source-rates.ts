import type { Source } from '../model/source.ts'
import { TokenBucket } from './token-bucket.ts'

/**
 * Requests a second of each source, by its policy. One entry for each source that has a limit. Only what is
 * let in counts: a forger cannot use up the rate of the provider whose name he takes.
 */
export class SourceRates {
  readonly #buckets = new Map<number, { readonly perSecond: number; readonly bucket: TokenBucket }>()

  /** Whether one more request of this source could pass. */
  allows(source: Source, now: number): boolean {
    return this.#bucket(source, now)?.has(now) ?? true
  }

  /** Whether this request passes; it then counts. */
  take(source: Source, now: number): boolean {
    return this.#bucket(source, now)?.take(now) ?? true
  }

  /** What passed was refused after all: it does not count. */
  giveBack(source: Source, now: number): void {
    this.#bucket(source, now)?.giveBack()
  }

  #bucket({ number, policy: { ratePerSecond } }: Source, now: number): TokenBucket | null {
    if (ratePerSecond === null) return null
    const known = this.#buckets.get(number)
    if (known?.perSecond === ratePerSecond) return known.bucket
    const bucket = new TokenBucket(ratePerSecond, now)
    this.#buckets.set(number, { perSecond: ratePerSecond, bucket })
    return bucket
  }
}
