import { expect, it } from 'vitest'
import { Replayer } from '../../src/deliver/replayer.ts'
import type { Replay } from '../../src/model/replay.ts'
import { createWorld, until } from './world.ts'

const selection = { source: null, type: null, verdict: null, from: null, to: null, filter: null }

/** A replayer of one running replay, with the clock and the lanes in the test's hand. */
async function replayerOf(change: {
  createdAt: number
  now: () => number
  owns: () => boolean
  events?: number
  filter?: string
  json?: object
}) {
  const { createdAt, now, owns, events = 1, filter = null, json = {} } = change
  const world = await createWorld([{ url: 'http://127.0.0.1:1/', paused: 'operator' }])
  const seqs: number[] = []
  for (let n = 0; n < events; n++) seqs.push(await world.accept('{}', { offer: false }))
  const destination = world.live.current().destination('dst_0')?.destination.number ?? -1
  const asked = {
    selection: { ...selection, events: seqs, filter },
    destination,
    ratePerSecond: 10,
    upto: seqs.at(-1) ?? 0,
    createdAt,
  }
  const { number } = await world.journal.createReplay(asked)
  let looks = 0
  const said: [object, string][] = []
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
      json: () => json,
    }),
    log: {
      info: (about, message) => void said.push([about, message]),
      warn: () => undefined,
      error: () => undefined,
    },
    now,
  })
  return {
    said,
    number,
    change: (state: 'paused' | 'running') => world.journal.changeReplay(number, state, now()),
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

it('an event whose filter cannot be decided is not left out; one that it does not fit is', async () => {
  const numbers = Array.from({ length: 3_000 }, (_, at) => at)
  const fed = async (filter: string): Promise<Replay | null> => {
    const json = { few: numbers, others: numbers.map((n) => -1 - n) }
    const replayer = await replayerOf({ createdAt: 0, now: () => 10_000, owns: () => true, filter, json })
    const replay = await replayer.look()
    await replayer.close()
    return replay
  }
  expect(await fed('json.few.exists(one, json.others.exists(other, other == one))')).toMatchObject({
    events: 1,
  })
  expect(await fed('json.few[0] == 1')).toMatchObject({ state: 'done', events: 0 })
  expect(await fed('json.missing == 1')).toMatchObject({ state: 'done', events: 0 })
})

it('says when it begins, when somebody holds it up, and when it is fed to its end; nothing in between', async () => {
  let now = 10_000
  const replayer = await replayerOf({ createdAt: 0, now: () => now, owns: () => true, events: 60 })
  const { said, number: replay } = replayer
  // Two seconds' worth at a time, at ten a second.
  for (let step = 0; step < 2; step++) {
    await replayer.look()
    now += 2_000
  }
  await replayer.change('paused')
  await replayer.look()
  await replayer.change('running')
  while ((await replayer.look())?.state === 'running') now += 2_000
  expect(said).toMatchObject([
    [{ replay, from: 0, upto: 60, ratePerSecond: 10 }, 'A replay is fed by this gateway.'],
    [{ replay }, 'A replay is paused or canceled.'],
    [{ replay, upto: 60 }, 'A replay is fed by this gateway.'],
    [{ replay, events: 60 }, 'A replay is fed to its end.'],
  ])
  await replayer.close()
})
