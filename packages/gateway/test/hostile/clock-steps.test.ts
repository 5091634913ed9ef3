import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { answer } from '../../../../tools/hostile-behaviors.ts'
import { type HostileReceiver, startReceiver } from '../../../../tools/hostile-receiver.ts'
import { openPostgresJournal } from '../../src/journal/postgres/open.ts'
import { startRetention } from '../../src/keep/retention.ts'
import { defaultHealthLimits } from '../../src/model/health.ts'
import { ClockWatch } from '../../src/process/clock-watch.ts'
import { PatientTime } from '../../src/process/patient-time.ts'
import { createWorld, until } from '../deliver/world.ts'
import { withServer } from '../postgres/with-server.ts'

const postgres = withServer()
const opened: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close()
})

const hour = 3_600_000
const day = 24 * hour

const engines = {
  SQLite: async () => ({}),
  PostgreSQL: async () => {
    const url = await postgres.server.database()
    return { open: () => openPostgresJournal({ url, now: Date.now }) }
  },
}

describe.each(Object.entries(engines))('a clock that is set, on %s', (_name, engine) => {
  /** A gateway whose wall clock the test sets; time itself runs on. */
  async function start(statuses: () => number, retryScheduleMs: number[]) {
    let offsetMs = 0
    const app: HostileReceiver = await startReceiver({ each: () => answer(statuses()) })
    opened.push(app)
    const wall = (): number => Date.now() + offsetMs
    const elapsed = (): number => performance.now()
    const clock = new ClockWatch(wall, elapsed)
    const patient = new PatientTime(wall, elapsed)
    const world = await createWorld([{ url: app.url, policy: { retryScheduleMs, concurrency: 1 } }], {
      ...(await engine()),
      now: clock.now,
      mayDie: () => !patient.waits,
      // Probes soon and rarely: what waits for the next probe waits for the test's end, unless it is a short wait.
      health: {
        ...defaultHealthLimits,
        probeAfter: 2,
        probeAfterMs: 0,
        firstProbeMs: 200,
        longestProbeMs: 400,
      },
    })
    opened.push(world)
    clock.onSet((byMs) => world.delivery.clockSet(byMs))
    await world.delivery.start()
    return {
      app,
      world,
      set: (byMs: number): void => {
        offsetMs += byMs
        clock.now()
      },
      state: () => world.delivery.health().get(1)?.state,
    }
  }

  it('back by an hour leaves a probing destination its short waits, and what waits is sent', async () => {
    let status = 500
    const { app, world, set, state } = await start(() => status, Array(20).fill(50))
    await world.accept()
    await until(() => state() === 'probing')
    set(-hour)
    status = 200
    await world.accept()
    await until(async () => (await world.pending()) === 0)
    expect(state()).toBe('healthy')
    expect(app.requests.length).toBeGreaterThanOrEqual(2)
  })

  it('back by an hour does not keep a retry waiting for an hour', async () => {
    let status = 500
    const { world, app, set } = await start(() => status, [400])
    await world.accept()
    await app.received(1)
    await until(async () => (await world.journal.stats()).deliveries.pending === 1)
    set(-hour)
    status = 200
    await until(async () => (await world.pending()) === 0)
    expect((await world.journal.stats()).deliveries).toMatchObject({ delivered: 1, dead: 0 })
  })

  it('back by an hour does not keep for an hour what had been due for a while', async () => {
    let status = 500
    const { world, set, state } = await start(() => status, Array(20).fill(50))
    await world.accept()
    await until(() => state() === 'probing')
    // Behind the one that is probed with, and left in the journal.
    await Promise.all(Array.from({ length: 5 }, () => world.accept('{}', { offer: false })))
    set(10_000)
    set(-hour)
    status = 200
    await until(async () => (await world.pending()) === 0)
    expect((await world.journal.stats()).deliveries).toMatchObject({ delivered: 6, dead: 0 })
  })

  it('ahead by 400 days disables nothing, and nothing dies of its last attempt; back again it goes on', async () => {
    let status = 500
    const { world, app, set, state } = await start(() => status, [300])
    await world.accept()
    await app.received(1)
    set(400 * day)
    // Its last attempt by the schedule, and failures enough in a row.
    await app.received(2)
    await wait(50)
    expect((await world.journal.stats()).deliveries).toMatchObject({ pending: 1, dead: 0 })
    expect(state()).not.toBe('disabled')
    expect(world.live.current().destination('dst_0')?.destination.paused).toBeNull()
    set(-400 * day)
    status = 200
    await until(async () => (await world.pending()) === 0)
    expect((await world.journal.stats()).deliveries).toMatchObject({ delivered: 1, dead: 0 })
  })

  it('ahead by 400 days for 75 s removes nothing that waits; after a day of it, it is believed', async () => {
    let [wallMs, elapsedMs] = [Date.now(), 0]
    const pass = (ms: number): void => {
      wallMs += ms
      elapsedMs += ms
    }
    const world = await createWorld([{ url: 'http://127.0.0.1:1/', paused: 'operator' }], await engine())
    opened.push(world)
    await Promise.all(Array.from({ length: 40 }, () => world.accept('{}', { offer: false })))
    const patient = new PatientTime(
      () => wallMs,
      () => elapsedMs,
    )
    const keep = {
      keepPayloads: 30 * day,
      keepEvents: 60 * day,
      keepAttempts: 60 * day,
      keepLedger: 60 * day,
      keepAudit: 60 * day,
    }
    /** One whole round of retention. */
    const round = async (): Promise<number> => {
      let expired = 0
      let looks = 0
      const retention = startRetention({
        journal: {
          prune: async (limits) => {
            const pruned = await world.journal.prune(limits)
            if (!pruned.more) looks += 1
            return pruned
          },
        },
        settings: keep,
        onExpired: ({ length }) => {
          expired += length
        },
        log: { warn: () => undefined },
        now: () => patient.now(),
      })
      await until(() => looks > 0)
      await retention.stop()
      return expired
    }
    wallMs += 400 * day
    for (let seconds = 0; seconds < 75; seconds += 25) {
      expect(await round()).toBe(0)
      pass(25_000)
    }
    wallMs -= 400 * day
    expect(await round()).toBe(0)
    expect(patient.waits).toBe(false)
    expect(await world.pending()).toBe(40)

    wallMs += 400 * day
    expect(await round()).toBe(0)
    pass(day - 1)
    expect(await round()).toBe(0)
    pass(1)
    expect(await round()).toBe(40)
    expect(patient.waits).toBe(false)
  })
})
