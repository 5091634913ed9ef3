import { expect, it } from 'vitest'
import { Replayer } from '../../src/deliver/replayer.ts'
import type { Replay } from '../../src/model/replay.ts'
import { createWorld, until } from './world.ts'

const selection = { events: [1], source: null, type: null, verdict: null, from: null, to: null, filter: null }

/** A replayer of one running replay, with the clock and the lanes in the test's hand. */
async function replayerOf(change: { createdAt: number; now: () => number; owns: () => boolean }) {
  const world = await createWorld([{ url: 'http://127.0.0.1:1/', paused: 'operator' }])
  await world.accept('{}', { offer: false })
  const destination = world.live.current().destination('dst_0')?.destination.number ?? -1
  const { createdAt, now, owns } = change
  const asked = { selection, destination, ratePerSecond: 10, upto: 1, createdAt }
  const { number } = await world.journal.createReplay(asked)
  let looks = 0
  const replayer = new Replayer({
    journal: {
      ...world.journal,
      replays: (query) => {
        looks += 1
        return world.journal.replays(query)
      },
    },
    live: world.live,
    lanes: { owns, lags: () => false, wake: () => undefined },
    view: () => ({
      source: 'orders',
      type: 'test',
      verdict: 'unsigned',
      size: 0,
      headers: {},
      json: () => ({}),
    }),
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    now,
  })
  return {
    /** Looks twice, so that a whole look lies behind. */
    async look(): Promise<Replay | null> {
      for (const upto = looks + 2; looks < upto; ) {
        const before = looks
        replayer.look()
        await until(() => looks > before)
      }
      return await world.journal.replay(number)
    },
    async close() {
      await replayer.stop()
      await world.close()
    },
  }
}

it('a replay begins a second after it was made: an event below its end may still be on its way', async () => {
  let now = 10_000
  const replayer = await replayerOf({ createdAt: 10_000, now: () => now, owns: () => true })
  now = 10_999
  expect(await replayer.look()).toMatchObject({ state: 'running', cursor: 0 })
  now = 11_000
  expect(await replayer.look()).toMatchObject({ state: 'done', cursor: 1, events: 1 })
  await replayer.close()
})

it('a replay is fed by the gateway that owns its lane, and by no other', async () => {
  let owned = false
  const replayer = await replayerOf({ createdAt: 0, now: () => 10_000, owns: () => owned })
  expect(await replayer.look()).toMatchObject({ state: 'running', cursor: 0 })
  owned = true
  expect(await replayer.look()).toMatchObject({ state: 'done', cursor: 1, events: 1 })
  await replayer.close()
})
