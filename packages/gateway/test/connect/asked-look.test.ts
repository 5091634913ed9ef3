import { expect, test } from 'vitest'
import type { ConnectDeps } from '../../src/connect/deps.ts'
import { createWatch } from '../../src/connect/watch.ts'
import { freshWatchState, writeWatchState } from '../../src/connect/watch-state.ts'
import { nothingSetUp } from '../../src/model/configuration.ts'
import type { Connection } from '../../src/model/connection.ts'

test('who asks for a look is told by one that begins after that, not by one that has begun', async () => {
  const connection = { id: 'con_1', source: 'src_1', state: 'connected', createdAt: 1 } as Connection
  // The provider has asked for no call: a turn is all that there is to a look.
  const state = writeWatchState({ ...freshWatchState(1), notBefore: Number.MAX_SAFE_INTEGER })
  /** Ends a look, in the order in which they began. */
  const ends: (() => void)[] = []
  const deps = {
    live: {
      current: () => ({ configuration: { connections: nothingSetUp.connections.changed([connection]) } }),
    },
    journal: {
      takeWatch: () => new Promise((resolve) => ends.push(() => resolve({ state }))),
    },
    log: { info: () => undefined, warn: () => undefined },
    now: () => 1_800_000_000_000,
    sleep: async () => undefined,
    intervalMs: 60_000,
  } as unknown as ConnectDeps
  let last: Promise<unknown> = Promise.resolve()
  const watch = createWatch(deps, (_connection, work) => {
    const mine = last.then(work)
    last = mine
    return mine
  })
  watch.start()
  await expect.poll(() => ends.length).toBe(1)
  const told: string[] = []
  const asked = Promise.all(
    ['one', 'another'].map((who) => watch.look(connection).then(() => void told.push(who))),
  )
  ends[0]?.()
  await expect.poll(() => ends.length).toBe(2)
  expect(told).toEqual([])
  // One that has begun meanwhile does not do for who asks now; the two who waited share theirs.
  const late = watch.look(connection).then(() => void told.push('late'))
  ends[1]?.()
  await asked
  expect(told).toEqual(['one', 'another'])
  await expect.poll(() => ends.length).toBe(3)
  ends[2]?.()
  await late
  await watch.stop()
  expect(ends).toHaveLength(3)
})
