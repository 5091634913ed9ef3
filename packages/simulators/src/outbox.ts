import type { Faults } from './faults.ts'

/** Notifications on their way, sent by a few workers at once, misbehaving as the faults say. */
export interface Outbox<Job> {
  put(job: Job): void
  /** Resolves once nothing waits and nothing is under way. */
  idle(): Promise<void>
  close(): void
}

/** How long a shuffled notification waits for its partner, in ms. */
const partnerWaitMs = 200

export function createOutbox<Job>(options: {
  readonly workers: number
  readonly faults: () => Faults
  readonly send: (job: Job) => Promise<void>
}): Outbox<Job> {
  const waiting: Job[] = []
  const timers = new Set<NodeJS.Timeout>()
  const idlers: (() => void)[] = []
  let held: { job: Job; timer: NodeJS.Timeout } | null = null
  let busy = 0
  let closed = false

  const after = (ms: number, action: () => void): NodeJS.Timeout => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      action()
      settle()
    }, ms)
    timers.add(timer)
    return timer
  }

  const settle = () => {
    if (waiting.length > 0 || busy > 0 || timers.size > 0) return
    for (const resolve of idlers.splice(0)) resolve()
  }

  const work = async () => {
    if (busy >= options.workers) return
    busy += 1
    for (let job = waiting.shift(); job !== undefined && !closed; job = waiting.shift())
      await options.send(job)
    busy -= 1
    settle()
  }

  const enqueue = (job: Job) => {
    for (let copy = 0; copy <= options.faults().duplicates; copy += 1) waiting.push(job)
    for (let worker = 0; worker < options.workers; worker += 1) void work()
  }

  const release = (job: Job) => {
    const { delayMs } = options.faults()
    if (delayMs > 0) after(delayMs, () => enqueue(job))
    else enqueue(job)
  }

  return {
    put(job) {
      const { dead, silent, shuffle } = options.faults()
      if (closed || dead || silent) return
      if (held !== null) {
        const partner = held
        held = null
        clearTimeout(partner.timer)
        timers.delete(partner.timer)
        release(job)
        release(partner.job)
      } else if (shuffle) {
        held = {
          job,
          timer: after(partnerWaitMs, () => {
            held = null
            release(job)
          }),
        }
      } else {
        release(job)
      }
    },
    idle: () =>
      new Promise((resolve) => {
        idlers.push(resolve)
        settle()
      }),
    close() {
      closed = true
      waiting.length = 0
      for (const timer of timers) clearTimeout(timer)
      timers.clear()
      settle()
    },
  }
}
