import type { Source } from '../model/source.ts'
import { TokenBucket } from './token-bucket.ts'

/** Over this time it is counted who takes how much of a rate, in ms. */
const windowMs = 1000

/** How many requests of each network have passed in a window. */
type Takers = Map<string, number>

interface SourceRate {
  readonly perSecond: number
  readonly bucket: TokenBucket
  since: number
  takers: Takers
  /** Of the window before: who took then may hold it still. */
  before: Takers
}

/**
 * Requests a second of each source, by its policy. One entry for each source that has a limit. Only what is
 * new counts: neither a forger nor who sends a recorded message again uses up the rate of the provider whose
 * name he takes.
 *
 * One network alone has all of a rate. Where several take of it, one that is below its equal share passes
 * although the others have taken all; what it takes is owed, and at most a second's worth is.
 */
export class SourceRates {
  readonly #rates = new Map<number, SourceRate>()

  /** Whether one more request of this source could pass. */
  allows(source: Source, network: string, now: number): boolean {
    const rate = this.#rate(source, now)
    return rate === null || rate.bucket.has(now) || mayOwe(rate, network, now)
  }

  /** Whether this request passes; it then counts. */
  take(source: Source, network: string, now: number): boolean {
    const rate = this.#rate(source, now)
    if (rate === null) return true
    if (!rate.bucket.take(now)) {
      if (!mayOwe(rate, network, now)) return false
      rate.bucket.owe()
    }
    rate.takers.set(network, (rate.takers.get(network) ?? 0) + 1)
    return true
  }

  /** What passed was refused after all, or is no news: it does not count. */
  giveBack(source: Source, network: string, now: number): void {
    const rate = this.#rate(source, now)
    if (rate === null) return
    rate.bucket.giveBack()
    const left = (rate.takers.get(network) ?? 0) - 1
    if (left > 0) rate.takers.set(network, left)
    else rate.takers.delete(network)
  }

  #rate({ number, policy: { ratePerSecond } }: Source, now: number): SourceRate | null {
    if (ratePerSecond === null) return null
    const known = this.#rates.get(number)
    if (known?.perSecond !== ratePerSecond) {
      const bucket = new TokenBucket(ratePerSecond, now)
      const made = { perSecond: ratePerSecond, bucket, since: now, takers: new Map(), before: new Map() }
      this.#rates.set(number, made)
      return made
    }
    // Backwards too: a clock that was set must not make one window last for ever.
    if (Math.abs(now - known.since) >= windowMs) {
      known.since = now
      known.before = known.takers
      known.takers = new Map()
    }
    return known
  }
}

/** Whether a network is below its share, and not too much is owed already. Alone it has the bucket and no more. */
function mayOwe(rate: SourceRate, network: string, now: number): boolean {
  const others = Math.max(othersIn(rate.takers, network), othersIn(rate.before, network))
  const own = rate.takers.get(network) ?? 0
  return others > 0 && own < rate.perSecond / (1 + others) && rate.bucket.owes(now) < rate.perSecond
}

function othersIn(takers: Takers, network: string): number {
  return takers.size - (takers.has(network) ? 1 : 0)
}
