import { Refusal } from '../../model/refusal.ts'

/** Failures of one network that are answered at once, within `forgetMs` of each other. */
const atOnce = 5
const firstWaitMs = 125
const longestWaitMs = 1_000
const forgetMs = 60_000
/** Networks that are remembered; of more, the one that failed longest ago is forgotten. */
const mostNetworks = 1_000
/** Answers that are held back at a time. */
const mostWaiting = 64

/** How somebody tried to get in. */
export type SignInWay = 'token' | 'session' | 'link'

/** What the counting of failures is given. */
export interface FailedSignInsOptions {
  /** In ms; never goes back. */
  readonly elapsed: () => number
  readonly sleep: (ms: number) => Promise<unknown>
  readonly count: (way: SignInWay) => void
  readonly log: { warn(about: object, message: string): void }
}

/**
 * Counts sign-ins that failed, slows them by network, and tells of them. What is right is never slowed: who knows and
 * who guesses may share a network.
 */
export class FailedSignIns {
  readonly #options: FailedSignInsOptions
  readonly #networks = new Map<string, { readonly count: number; readonly lastAt: number }>()
  #waiting = 0

  constructor(options: FailedSignInsOptions) {
    this.#options = options
  }

  /** Over when the failure may be answered; rejects with ERR_SIGN_INS_FAILED where too many wait for that. */
  async failed(network: string, way: SignInWay): Promise<void> {
    const { sleep, count } = this.#options
    count(way)
    const beyond = this.#counted(network) - atOnce
    if (beyond <= 0) return
    if (this.#waiting >= mostWaiting) throw new Refusal('ERR_SIGN_INS_FAILED')
    this.#waiting += 1
    try {
      await sleep(Math.min(firstWaitMs * 2 ** Math.min(beyond - 1, 8), longestWaitMs))
    } finally {
      this.#waiting -= 1
    }
  }

  /** How many times in a row this network has failed now. */
  #counted(network: string): number {
    const { elapsed, log } = this.#options
    const known = this.#networks.get(network)
    const now = elapsed()
    const count = known === undefined || now - known.lastAt > forgetMs ? 1 : known.count + 1
    // Put last: what comes first in the map failed longest ago.
    this.#networks.delete(network)
    this.#networks.set(network, { count, lastAt: now })
    if (this.#networks.size > mostNetworks) {
      const [oldest] = this.#networks.keys()
      if (oldest !== undefined) this.#networks.delete(oldest)
    }
    // At 6, 12, 24, …: a flood is told of in few lines.
    if (isTold(count)) log.warn({ network, failures: count }, 'Sign-ins fail; they are slowed down.')
    return count
  }
}

function isTold(count: number): boolean {
  const doubled = Math.log2(count / (atOnce + 1))
  return doubled >= 0 && Number.isInteger(doubled)
}
