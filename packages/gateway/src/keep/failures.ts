import { performance } from 'node:perf_hooks'
import type { Erasure } from '../model/erasure.ts'

/** After the first failure, and at most, in ms. */
const firstWaitMs = 5_000
const longestWaitMs = 300_000

type Step = Pick<Erasure, 'number' | 'state'>

interface Failed {
  readonly state: Erasure['state']
  readonly waitMs: number
  readonly why: string
  /** By the process's own clock. */
  readonly until: number
}

/** Erasures whose last step failed, and when each is tried again: after 5 s, then after twice as long, up to 5 min. */
export class ErasureFailures {
  readonly #failed = new Map<number, Failed>()
  readonly #clock: () => number

  /** @param clock - in ms; never goes back */
  constructor(clock: () => number = () => performance.now()) {
    this.#clock = clock
  }

  /** Whether it has failed and its time is not up; one that was canceled since then is another matter. */
  waits({ number, state }: Step): boolean {
    const failed = this.#failed.get(number)
    return failed !== undefined && failed.state === state && this.#clock() < failed.until
  }

  /** Why it does not go on; null where it does. */
  whyOf(number: number): string | null {
    return this.#failed.get(number)?.why ?? null
  }

  /** Answers for how long it waits, in ms. */
  add({ number, state }: Step, why: string): number {
    const before = this.#failed.get(number)
    const waitMs = before?.state === state ? Math.min(before.waitMs * 2, longestWaitMs) : firstWaitMs
    this.#failed.set(number, { state, waitMs, why, until: this.#clock() + waitMs })
    return waitMs
  }

  forget(number: number): void {
    this.#failed.delete(number)
  }
}
