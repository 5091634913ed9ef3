/** Work done again and again, and sooner where there is a hint that it is worth it. */
export interface Repeated {
  /** Does it now, or as soon as may be; many hints at once count as one. */
  hint(): void
  /** The work under way is not waited for. */
  close(): void
}

export interface RepeatOptions {
  /** One at a time; what it rejects with is its own to handle. `hinted`: it was asked for. */
  readonly work: (hinted: boolean) => Promise<void> | void
  /** Without a hint it is done so long after the last time, in ms; asked anew each time. */
  readonly everyMs: () => number
  /** However many hints come, so long lies between an end and the next beginning, in ms. */
  readonly leastMs: number
}

/**
 * Hints come from anybody who may connect to the database, so they are bounded: what a flood of them costs is one
 * round each `leastMs`. The first round is at once.
 */
export function repeat({ work, everyMs, leastMs }: RepeatOptions): Repeated {
  let timer: NodeJS.Timeout | null = null
  let running = false
  let hinted = false
  let closed = false
  let endedAt = Number.NEGATIVE_INFINITY

  async function round(): Promise<void> {
    timer = null
    running = true
    const asked = hinted
    hinted = false
    try {
      await work(asked)
    } finally {
      running = false
      endedAt = performance.now()
      schedule(hinted ? leastMs : everyMs())
    }
  }

  function schedule(ms: number): void {
    if (closed) return
    if (timer !== null) clearTimeout(timer)
    timer = setTimeout(() => void round(), ms)
    timer.unref()
  }

  void round()
  return {
    hint() {
      if (hinted) return
      hinted = true
      if (!running) schedule(Math.max(0, endedAt + leastMs - performance.now()))
    },
    close() {
      closed = true
      if (timer !== null) clearTimeout(timer)
    },
  }
}
