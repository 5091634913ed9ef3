import { describe, expect, it } from 'vitest'
import { createClockNews } from '../../src/news/clock-news.ts'
import { ClockWatch } from '../../src/process/clock-watch.ts'
import { PatientTime } from '../../src/process/patient-time.ts'

const day = 86_400_000
const start = 1_790_000_000_000

/** Two clocks, of which one can be set. */
function clocks() {
  const time = { wall: start, elapsed: 500 }
  return {
    wall: () => time.wall,
    elapsed: () => time.elapsed,
    pass(ms: number): void {
      time.wall += ms
      time.elapsed += ms
    },
    set(byMs: number): void {
      time.wall += byMs
    },
  }
}

describe('the clock, watched', () => {
  it('tells of a step to whoever asks for the time, once, and not of drift', () => {
    const { wall, elapsed, pass, set } = clocks()
    const watch = new ClockWatch(wall, elapsed)
    const steps: number[] = []
    watch.onSet((byMs) => steps.push(byMs))
    pass(10 * day)
    expect(watch.now()).toBe(start + 10 * day)
    set(5_000)
    watch.now()
    expect(steps).toEqual([])
    set(-3_600_000)
    expect(watch.now()).toBe(wall())
    watch.now()
    set(400 * day)
    pass(75_000)
    watch.now()
    expect(steps).toEqual([-3_600_000, 400 * day])
  })

  it('says so in the log and by an event, once a minute, and tells all who are concerned each time', () => {
    const { wall, elapsed, pass } = clocks()
    const [told, logged, raised]: unknown[][] = [[], [], []]
    const news = createClockNews({
      raise: async (event) => void raised?.push(event),
      log: { warn: (about) => logged?.push(about) },
      now: wall,
      elapsed,
      concerned: [{ clockSet: (byMs) => told?.push(byMs) }],
    })
    news(-3_600_000)
    pass(59_999)
    news(3_600_000)
    expect(told).toEqual([-3_600_000, 3_600_000])
    expect(logged).toEqual([{ byMs: -3_600_000 }])
    pass(1)
    news(6_000)
    expect(raised).toMatchObject([
      { type: 'clock.set', at: start, data: { byMs: -3_600_000 } },
      { type: 'clock.set', data: { byMs: 6_000 } },
    ])
  })
})

describe('the patient time', () => {
  it('is the wall clock, and follows it back at once', () => {
    const { wall, elapsed, pass, set } = clocks()
    const patient = new PatientTime(wall, elapsed)
    pass(3 * day)
    expect(patient.now()).toBe(wall())
    set(-2 * day)
    expect(patient.now()).toBe(wall())
    expect(patient.waits).toBe(false)
  })

  it('catches up with a machine that slept, a day an hour', () => {
    const { wall, elapsed, pass, set } = clocks()
    const patient = new PatientTime(wall, elapsed)
    set(day / 3)
    expect(patient.now()).toBe(start)
    expect(patient.waits).toBe(true)
    pass(600_000)
    expect(patient.now()).toBe(start + 25 * 600_000)
    pass(600_000)
    expect(patient.now()).toBe(wall())
    expect(patient.waits).toBe(false)
  })

  it('believes what is further ahead after a day, however often the machine sleeps meanwhile', () => {
    const { wall, elapsed, pass, set } = clocks()
    const patient = new PatientTime(wall, elapsed)
    // A clock that was at its factory's date at the start, and is right now.
    set(20_000 * day)
    expect(patient.now()).toBe(start)
    for (let hours = 0; hours < 23; hours++) {
      pass(3_600_000)
      if (hours === 12) set(day / 3)
      expect(patient.now()).toBe(start + (hours + 1) * 3_600_000)
    }
    pass(3_600_000)
    expect(patient.now()).toBe(wall())
    // Undone in time, nothing is left of it.
    set(400 * day)
    patient.now()
    pass(75_000)
    set(-400 * day)
    expect(patient.now()).toBe(wall())
    set(400 * day)
    pass(1)
    patient.now()
    pass(day - 1)
    expect(patient.waits).toBe(true)
  })
})
