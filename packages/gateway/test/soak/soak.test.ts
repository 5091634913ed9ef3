import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { defaultHealthLimits } from '../../src/model/health.ts'
import { defaultDeliveryPolicy } from '../../src/model/schedule.ts'
import { runSoak, type Soak, type SoakDestination } from './soak.ts'

// COUNTERSIGN_TEST_SOAK=hour runs an hour of events to the end of an hour's schedule; days, the default schedule
// of three days and five days of nothing but failure.
const form = process.env.COUNTERSIGN_TEST_SOAK ?? 'minutes'
const seconds = 1_000
const minutes = 60 * seconds
const hours = 60 * minutes

const forms = {
  minutes: { away: 3 * minutes, eventsForMs: 8 * minutes, eventEveryMs: 4 * seconds, endMs: 25 * minutes },
  hour: { away: 1 * hours, eventsForMs: 3 * hours, eventEveryMs: 5 * seconds, endMs: 8 * hours },
  days: { away: 1 * hours, eventsForMs: 126 * hours, eventEveryMs: 30 * minutes, endMs: 210 * hours },
} as const
const shape = forms[form as keyof typeof forms]
const { away } = shape
const scheduleMs =
  form === 'days'
    ? defaultDeliveryPolicy.retryScheduleMs
    : [
        5 * seconds,
        30 * seconds,
        2 * minutes,
        5 * minutes,
        ...(form === 'hour' ? [20 * minutes, 40 * minutes] : []),
      ]

const good = { status: 200, afterMs: 50 }
const during = (ms: number, from: number, to: number): boolean => ms >= from && ms < to

const destinations: readonly SoakDestination[] = [
  { name: 'steady', moodAt: () => good },
  { name: 'slow', moodAt: () => ({ status: 200, afterMs: 5 * seconds }) },
  { name: 'limited', policy: { ratePerSecond: 1 }, moodAt: () => good },
  { name: 'flapping', moodAt: (ms) => (ms % (away / 2) < away / 8 ? { status: 500 } : good) },
  { name: 'away', moodAt: (ms) => (during(ms, away, 2 * away) ? { status: 503, away: true } : good) },
  { name: 'silent', moodAt: (ms) => (during(ms, away / 2, away) ? { status: null } : good) },
  {
    name: 'busy',
    policy: { concurrency: 1 },
    moodAt: (_ms, n) => (n % 10 === 4 ? { status: 429, retryAfter: 20 } : good),
  },
  { name: 'flaky', moodAt: (_ms, n) => ([1, 4, 5].includes(n % 10) ? { status: 502, afterMs: 100 } : good) },
  { name: 'refusing', moodAt: () => ({ status: 404 }) },
  { name: 'dead', moodAt: () => ({ status: 500, afterMs: 200 }) },
]
/** A destination that has never taken anything is disabled then, whether it fails or refuses. */
const disabledAfterMs = defaultHealthLimits.disableAfterMs
const place = (name: string): number => destinations.findIndex((one) => one.name === name)

/** Since when a receiver has been well at a time, in ms; null where it is not, or not for long at a time. */
function wellSince(name: string, ms: number): number | null {
  switch (name) {
    case 'away':
      return during(ms, away, 2 * away) ? null : ms < away ? 0 : 2 * away
    case 'silent':
      return during(ms, away / 2, away) ? null : ms < away / 2 ? 0 : away
    case 'steady':
    case 'slow':
      return 0
    case 'refusing':
      return ms < disabledAfterMs ? 0 : null
    default:
      return null
  }
}

/** Probes come once a minute at the longest, and what has waited then goes at twice the pace each time. */
const catchUpMs = 2 * minutes

const collect = ((): (() => void) => {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
})()

function heapMiB(): number {
  collect()
  return process.memoryUsage().heapUsed / 2 ** 20
}

it(`${form} of deliveries: all tried when the schedule says, and nothing lost`, {
  timeout: form === 'minutes' ? 60_000 : 3_600_000,
}, async () => {
  const states = new Map<string, Set<string>>()
  const heaps: number[] = []
  const overdue: string[] = []
  await runSoak(
    {
      destinations,
      scheduleMs,
      ...shape,
      seed: Number(process.env.COUNTERSIGN_TEST_SEED ?? 1),
      async eachMinute(soak) {
        const now = soak.now()
        for (const [at, { name }] of destinations.entries()) {
          const state = soak.health(at)?.state ?? 'healthy'
          states.set(name, (states.get(name) ?? new Set()).add(state))
          const since = wellSince(name, now)
          if (since === null || now < since + catchUpMs) continue
          const due = await soak.world.journal.nextDue(soak.world.laneOf(at), null)
          // A slow one has what it is sending now.
          if (due !== null && due < Date.now() - 6 * seconds) overdue.push(`${name} at ${now / minutes} min`)
        }
        const { deliveries, events } = await soak.world.journal.stats()
        expect(events).toBe(soak.events.length)
        const { pending, delivered, dead } = deliveries
        expect(pending + delivered + dead).toBe(soak.events.length * destinations.length)
        if (Math.round(now / minutes) % 10 === 9) heaps.push(heapMiB())
      },
    },
    async (soak) => {
      expect(overdue).toEqual([])
      await checkFates(soak)
      checkPace(soak)
      checkHealth(soak, states)
      const [early = 0] = heaps.slice(Math.floor(heaps.length / 4))
      // Flat: what the journal and the events leave behind does not grow with what has passed.
      expect((heaps.at(-1) ?? 0) - early).toBeLessThan(24)
      process.stdout.write(
        `${Math.round(soak.now() / minutes)} minutes: ${soak.events.length} events, ` +
          `${soak.receivers.reduce((sum, { requests }) => sum + requests.length, 0)} requests, heap ${heaps.map(Math.round).join(' ')} MiB\n`,
      )
    },
  )
})

/** Every delivery against a simple model: it ends with its first 2xx, or dies with the last wait of the schedule. */
async function checkFates({ events, world }: Soak): Promise<void> {
  const wrong: string[] = []
  for (const [at, { name }] of destinations.entries()) {
    for (const seq of events) {
      const attempts = await world.journal.attempts({ seq, lane: world.laneOf(at), replay: 0 })
      const say = (what: string): void => void wrong.push(`event ${seq} to ${name}: ${what}`)
      const first = attempts.findIndex(({ status }) => status === 200)
      const expected = first === -1 ? scheduleMs.length + 1 : first + 1
      const fate = first === -1 ? 'dead' : 'delivered'
      const last = attempts.at(-1)
      // One that only ever fails is probed, then disabled: its deliveries wait for their turn, attempts unspent.
      const never = name === 'dead' || (name === 'refusing' && form === 'days')
      const waits = never && last?.final == null && attempts.length < expected
      if (!waits && (attempts.length !== expected || last?.final !== fate)) {
        say(`${attempts.length} attempts of ${expected}, ${last?.final} instead of ${fate}`)
      }
      for (const [n, attempt] of attempts.entries()) {
        const before = attempts[n - 1]
        if (before === undefined) continue
        const wait = attempt.at - (before.at + before.ms)
        const scheduled = scheduleMs[n - 1] ?? Number.NaN
        // A millisecond: both ends are rounded.
        if (wait < scheduled - 1) say(`attempt ${n + 1} after ${wait} ms instead of ${scheduled}`)
        const punctual = name === 'refusing' || name === 'flaky'
        if (punctual && wait > scheduled * 1.2 + seconds) say(`attempt ${n + 1} as late as after ${wait} ms`)
      }
    }
  }
  expect(wrong.slice(0, 20)).toEqual([])
}

/** What was asked for is kept to. */
function checkPace({ receivers }: Soak): void {
  const busy = receivers[place('busy')]?.requests ?? []
  const early = busy.filter(
    ({ at }, n) => busy[n - 1]?.status === 429 && at - (busy[n - 1]?.at ?? 0) < 20 * seconds,
  )
  expect(early).toEqual([])
  const limited = receivers[place('limited')]?.requests ?? []
  const most = Math.max(
    ...limited.map(({ at }, n) => limited.slice(n).filter((one) => one.at < at + 10 * seconds).length),
  )
  expect(most).toBeLessThanOrEqual(11)
  // While it was silent and then away, few were sent: probes, not the whole backlog.
  const silent = (receivers[place('silent')]?.requests ?? []).filter(({ status }) => status === null)
  expect(silent.length).toBeLessThan(60 + away / minutes)
  expect(receivers[place('steady')]?.requests.length).toBe(receivers[place('slow')]?.requests.length)
}

/** The health went through its states, and the operator heard of it. */
function checkHealth({ news }: Soak, states: ReadonlyMap<string, ReadonlySet<string>>): void {
  const heard = (name: string): readonly string[] =>
    news.filter(({ destination }) => destination === `app-${place(name)}`).map(({ what }) => what)
  for (const name of ['steady', 'slow', 'limited', 'busy', 'refusing']) {
    const disabled = name === 'refusing' && form === 'days'
    expect([name, [...(states.get(name) ?? [])]]).toEqual([
      name,
      disabled ? ['healthy', 'disabled'] : ['healthy'],
    ])
  }
  for (const name of ['away', 'silent']) {
    expect([name, states.get(name)?.has('probing'), states.get(name)?.has('healthy')]).toEqual([
      name,
      true,
      true,
    ])
    expect([name, heard(name).at(0), heard(name).at(-1)]).toEqual([name, 'failing', 'recovered'])
  }
  expect(states.get('dead')?.has('probing')).toBe(true)
  if (form !== 'days') return
  expect(heard('dead')).toEqual(['failing', 'warning', 'warning', 'warning', 'warning', 'disabled'])
  expect(states.get('dead')?.has('disabled')).toBe(true)
}
