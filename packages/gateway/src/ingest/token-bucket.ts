/** Lets so many through a second, a second's worth at once. */
export class TokenBucket {
  readonly #perSecond: number
  readonly #most: number
  #tokens: number
  #at: number

  /** @param now - ms; a clock that steps back adds nothing */
  constructor(perSecond: number, now: number) {
    this.#perSecond = perSecond
    this.#most = Math.max(1, perSecond)
    this.#tokens = this.#most
    this.#at = now
  }

  /** One passes although none may: it is owed. */
  owe(): void {
    this.#tokens--
  }

  /** Whether one may pass now; it then counts. */
  take(now: number): boolean {
    if (!this.has(now)) return false
    this.#tokens--
    return true
  }

  /** How many have passed beyond what might. */
  owes(now: number): number {
    this.#refill(now)
    return Math.max(0, -this.#tokens)
  }

  /** Takes back what `take` has counted. */
  giveBack(): void {
    this.#tokens = Math.min(this.#most, this.#tokens + 1)
  }

  /** Whether one may pass now. */
  has(now: number): boolean {
    this.#refill(now)
    return this.#tokens >= 1
  }

  #refill(now: number): void {
    if (now > this.#at) {
      this.#tokens = Math.min(this.#most, this.#tokens + ((now - this.#at) / 1000) * this.#perSecond)
    }
    this.#at = now
  }
}
