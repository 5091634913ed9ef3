import { expect, test } from 'vitest'
import type { ConnectDeps } from '../../src/connect/deps.ts'
import { createWatch } from '../../src/connect/watch.ts'
import { freshWatchState, writeWatchState } from '../../src/connect/watch-state.ts'
import { nothingSetUp } from '../../src/model/configuration.ts'
import type { Connection } from '../../src/model/connection.ts'

const intervalMs = 60_000
const hour = 3_600_000

test('a clock that is set back by an hour does not keep a connection from being looked at for an hour', async () => {
  let wall = 1_800_000_000_000
  let storedDue = 0
  let turns = 0
  const connection = { id: 'con_1', source: 'src_1', state: 'connected', createdAt: 1 } as Connection
  // The provider has asked for no call: a turn is all that there is to a look.
  const state = writeWatchState({ ...freshWatchState(1), notBefore: Number.MAX_SAFE_INTEGER })
  const deps = {
    live: {
      current: () => ({ configuration: { connections: nothingSetUp.connections.changed([connection]) } }),
    },
    journal: {
      takeWatch: async (_id: string, now: number, nextAt: number) => {
        if (now < storedDue) return null
        storedDue = nextAt
        turns += 1
        return { state }
      },
    },
    log: { info: () => undefined, warn: () => undefined },
    now: () => wall,
    sleep: async () => undefined,
    intervalMs,
  } as unknown as ConnectDeps
  const watch = createWatch(deps, (_connection, work) => work())
  watch.start()
  await expect.poll(() => turns).toBe(1)
  wall -= hour
  watch.clockSet(-hour)
  for (const wanted of [2, 3]) {
    wall += 2 * intervalMs
    await expect.poll(() => turns).toBe(wanted)
  }
  // No more than one turn an interval, the forced one too.
  expect(storedDue).toBeLessThanOrEqual(wall + intervalMs)
  await watch.stop()
})
