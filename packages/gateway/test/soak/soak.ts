import { vi } from 'vitest'
import type { DeliveryPolicy } from '../../src/model/destination.ts'
import type { Health, HealthNews } from '../../src/model/health.ts'
import { createWorld } from '../deliver/world.ts'
import { Activity } from './activity.ts'
import { type MoodAt, type MoodyReceiver, startMoodyReceiver } from './moody-receiver.ts'
import { randomOf } from './random.ts'

/** A destination of a soak. */
export interface SoakDestination {
  readonly name: string
  readonly policy?: Partial<DeliveryPolicy>
  readonly moodAt: MoodAt
}

export interface SoakOptions {
  readonly destinations: readonly SoakDestination[]
  readonly scheduleMs: readonly number[]
  /** How long events come, and at what mean distance, in ms of simulated time. */
  readonly eventsForMs: number
  readonly eventEveryMs: number
  /** After this it ends, whatever still waits. */
  readonly endMs: number
  readonly seed: number
  /** Looks at the world at each full minute. Time stands still meanwhile. */
  readonly eachMinute: (soak: Soak) => Promise<void>
}

/** A world under a clock of its own, in the middle of its run. */
export interface Soak {
  readonly world: Awaited<ReturnType<typeof createWorld>>
  readonly receivers: readonly MoodyReceiver[]
  /** Seqs of the accepted events. */
  readonly events: readonly number[]
  /** By the place of the destination. */
  health(at: number): Health | undefined
  /** What the operator has heard, in its order. */
  readonly news: readonly { readonly destination: string; readonly what: HealthNews; readonly at: number }[]
  /** Simulated time since the beginning, in ms. */
  now(): number
}

const start = 1_790_000_000_000
const minute = 60_000
/** Timers that may run out in the same millisecond. */
const mostStepsAtOnce = 10_000

/**
 * Runs real delivery with a real journal and real sockets under a clock that jumps from one timer to the next
 * as soon as nothing moves any more: an hour passes in seconds, and in the same order as it would.
 */
export async function runSoak(options: SoakOptions, atEnd: (soak: Soak) => Promise<void>): Promise<void> {
  const random = randomOf(options.seed)
  vi.useFakeTimers({
    now: start,
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
  })
  const activity = new Activity()
  const now = (): number => Date.now() - start
  const receivers = await Promise.all(
    options.destinations.map(({ moodAt }) => startMoodyReceiver({ activity, moodAt, now })),
  )
  let steps = 0
  const jump = (): void => {
    const before = now()
    vi.advanceTimersToNextTimer()
    steps = now() === before ? steps + 1 : 0
    if (steps > mostStepsAtOnce) throw new Error(`Timers begin each other without end, ${before} ms in.`)
  }
  const news: { destination: string; what: HealthNews; at: number }[] = []
  const events: number[] = []
  const world = await createWorld(
    options.destinations.map(({ policy }, at) => ({
      url: receivers[at]?.url ?? '',
      policy: { retryScheduleMs: options.scheduleMs, timeoutMs: 15_000, ...policy },
    })),
    {
      between: (engine) => activity.count(engine),
      random,
      onHappening: ({ what, destination }) => {
        if (what === 'dead' || what === 'gone') return
        news.push({ destination: destination.name, what, at: now() })
      },
    },
  )
  const soak: Soak = {
    world,
    receivers,
    events,
    health: (at) => {
      const number = world.live.current().destination(`dst_${at}`)?.destination.number ?? -1
      return world.delivery.health().get(number)
    },
    news,
    now,
  }
  try {
    await world.delivery.start()
    let nextEvent = 0
    let nextMinute = 0
    // Something to jump to, whatever else is set.
    const beat = setInterval(() => undefined, Math.min(options.eventEveryMs, minute))
    while (now() < options.endMs) {
      await activity.settled()
      while (nextEvent <= now() && nextEvent < options.eventsForMs) {
        events.push(await world.accept(JSON.stringify({ at: nextEvent })))
        nextEvent += options.eventEveryMs * 2 * random()
      }
      if (nextMinute <= now()) {
        for (const receiver of receivers) await receiver.look()
        await activity.settled()
        await options.eachMinute(soak)
        nextMinute += minute
        if (nextEvent >= options.eventsForMs && (await world.pending()) === 0) break
      }
      jump()
    }
    clearInterval(beat)
    await activity.settled()
    await atEnd(soak)
  } finally {
    vi.useRealTimers()
    await world.close()
    for (const receiver of receivers) await receiver.close()
    activity.close()
  }
}
