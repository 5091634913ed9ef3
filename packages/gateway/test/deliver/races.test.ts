import fc from 'fast-check'
import { afterEach, expect, it } from 'vitest'
import { answer, late } from '../../../../tools/hostile-behaviors.ts'
import { type HostileReceiver, startReceiver } from '../../../../tools/hostile-receiver.ts'
import { JournalUnavailable } from '../../src/journal/errors.ts'
import type { Journal } from '../../src/journal/journal.ts'
import { createWorld, until } from './world.ts'

const opened: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})

async function receiver(...given: Parameters<typeof startReceiver>): Promise<HostileReceiver> {
  const started = await startReceiver(...given)
  opened.push(started)
  return started
}

const someTime = (most: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.random() * most))

/** An engine whose answers come late and in any order, so that every page is out of date when it is used. */
function sluggish(engine: Journal, most: number): Journal {
  const later = async <T>(work: Promise<T>): Promise<T> => {
    const result = await work
    await someTime(most)
    return result
  }
  return {
    ...engine,
    append: (events) => later(engine.append(events)),
    due: (...given) => later(engine.due(...given)),
    nextDue: (...given) => later(engine.nextDue(...given)),
    payloads: (...given) => later(engine.payloads(...given)),
    settle: (...given) => later(engine.settle(...given)),
  }
}

it('no row is sent twice or lost, however late pages, offers and settlements come', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 30 }),
      fc.integer({ min: 1, max: 12 }),
      fc.double({ min: 0, max: 0.5, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      async (lateness, concurrency, failing, offering) => {
        const inFlight = new Set<string>()
        let together = 0
        const app = await receiver({
          each: (request) => (socket) => {
            const id = request.headers['webhook-id']?.[0] ?? ''
            if (inFlight.has(id)) together += 1
            inFlight.add(id)
            late(Math.random() * 10, (...given) => {
              inFlight.delete(id)
              answer(Math.random() < failing ? 500 : 200)(...given)
            })(socket, request)
          },
        })
        const retryScheduleMs = Array.from({ length: 30 }, () => 5)
        const world = await createWorld([{ url: app.url, policy: { concurrency, retryScheduleMs } }], {
          between: (engine) => sluggish(engine, lateness),
          health: {
            slowAfter: 1000,
            probeAfter: 2000,
            probeAfterMs: 1e9,
            firstProbeMs: 1,
            longestProbeMs: 1,
            disableAfterMs: 1e12,
            warnAfterMs: [],
          },
        })
        await world.delivery.start()
        const seqs = await Promise.all(
          Array.from({ length: 120 }, async () => {
            await someTime(60)
            return world.accept('{}', { offer: Math.random() < offering })
          }),
        )
        world.delivery.wake([world.laneOf(0)])
        await until(async () => (await world.pending()) === 0)
        const attempts = await Promise.all(
          seqs.map((seq) => world.journal.attempts({ seq, lane: world.laneOf(0), replay: 0 })),
        )
        await world.close()
        await app.close()
        expect(together).toBe(0)
        // Every request is an attempt that is written down: none was sent again behind the journal's back.
        expect(attempts.flat()).toHaveLength(app.requests.length)
        for (const list of attempts) expect(list.at(-1)?.final).toBe('delivered')
      },
    ),
    { numRuns: 12 },
  )
})

it('keeps results while the journal is away, sends no more meanwhile, and writes them down later', async () => {
  let away = true
  let refused = 0
  const app = await receiver(answer(200))
  const made = await createWorld([{ url: app.url, policy: { concurrency: 4 } }], {
    between: (engine) => ({
      ...engine,
      settle: (owner, settlements) => {
        if (!away) return engine.settle(owner, settlements)
        refused += 1
        return Promise.reject(new JournalUnavailable('ERR_JOURNAL_FULL', 'the disk is full'))
      },
    }),
  })
  opened.push(made)
  await made.delivery.start()
  for (let at = 0; at < 100; at++) await made.accept()
  await until(() => refused >= 2)
  const sent = app.requests.length
  await made.accept()
  await until(() => refused >= 3)
  // What was on its way when the journal went away may still have arrived; nothing was begun afterwards.
  expect(app.requests.length).toBe(sent)
  away = false
  await until(async () => (await made.pending()) === 0)
  expect(app.requests.length).toBe(101)
})

it('goes on when the journal could not be read for a while', async () => {
  let broken = 2
  const fail = (): Promise<never> => Promise.reject(new JournalUnavailable('ERR_JOURNAL_UNAVAILABLE', 'away'))
  const app = await receiver()
  const made = await createWorld([{ url: app.url }], {
    between: (engine) => ({
      ...engine,
      due: (...given) => (broken-- > 0 ? fail() : engine.due(...given)),
      payloads: (...given) => (broken-- > -2 ? fail() : engine.payloads(...given)),
    }),
  })
  opened.push(made)
  await made.accept('{}', { offer: false })
  await made.delivery.start()
  await app.received(1)
})

it('sends nothing once its lease has run out', async () => {
  let away = false
  let failed = 0
  const app = await receiver()
  const made = await createWorld([{ url: app.url }], {
    leaseMs: 90,
    between: (engine) => ({
      ...engine,
      own: (...given) => {
        if (!away) return engine.own(...given)
        failed += 1
        return Promise.reject(new JournalUnavailable('ERR_JOURNAL_UNAVAILABLE', 'away'))
      },
    }),
  })
  opened.push(made)
  await made.delivery.start()
  away = true
  // Half a second lies between two that fail.
  await until(() => failed >= 2)
  await made.accept()
  await until(() => failed >= 3)
  expect(app.requests.length).toBe(0)
  away = false
  await app.received(1)
})

it('a lane that changed hands is settled by its new owner alone', async () => {
  const app = await receiver(answer(200))
  const settled: boolean[] = []
  const made = await createWorld([{ url: app.url, policy: { timeoutMs: 5_000 } }], {
    // The fence that this owner works under is no longer the lane's.
    between: (engine) => ({
      ...engine,
      own: async (...given) =>
        (await engine.own(...given)).map((lane) => ({ ...lane, fence: lane.fence - 1 })),
      settle: async (...given) => {
        const done = await engine.settle(...given)
        settled.push(...done)
        return done
      },
    }),
  })
  opened.push(made)
  await made.delivery.start()
  const seq = await made.accept()
  await app.received(1)
  await until(() => settled.length > 0)
  expect(settled).not.toContain(true)
  expect(await made.pending()).toBe(1)
  expect(await made.journal.attempts({ seq, lane: made.laneOf(0), replay: 0 })).toEqual([])
})

it('a drain waits for attempts in lanes that are being left, and writes down what they come to', async () => {
  const app = await receiver(late(200, answer(200)))
  let lost = false
  let answeredNone = 0
  const made = await createWorld([{ url: app.url, policy: { timeoutMs: 20_000 } }], {
    leaseMs: 90,
    between: (engine) => ({
      ...engine,
      own: async (...given) => {
        if (!lost) return await engine.own(...given)
        answeredNone += 1
        return []
      },
    }),
  })
  opened.push(made)
  await made.delivery.start()
  await made.accept()
  await app.received(1)
  lost = true
  // The second renewal comes when the first has been heeded.
  await until(() => answeredNone >= 2)
  await made.delivery.drain(20_000)
  expect(await made.pending()).toBe(0)
})
