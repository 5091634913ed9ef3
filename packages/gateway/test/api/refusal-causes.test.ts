import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { ApiContext } from '../../src/api/operations/context.ts'
import type { Asked } from '../../src/api/operations/operation.ts'
import { refusalGroupsOperation } from '../../src/api/operations/refusal-groups.ts'
import { nothingSetUp } from '../../src/model/configuration.ts'

test('a group in which more is refused all the time has its cause, and so have the others', async () => {
  let time = 0
  let newest = 1000
  let epoch = 1
  const looked: number[] = []
  const group = (code: string, seq: number) => ({
    ...{ source: 0, code, count: 1, kept: 1, firstAt: 0, lastAt: 0 },
    ...{ sample: { seq, tag: 1 }, causes: [] },
  })
  const context = {
    now: () => ++time,
    live: { current: () => ({ epoch, configuration: nothingSetUp }) },
    journal: {
      // The newest rejection is another one each time.
      refusalGroups: async () => [group('ERR_A', ++newest), group('ERR_B', 1), group('ERR_C', 2)],
      rejection: async (seq: number) => {
        looked.push(seq)
        if (looked.length === 2) throw new Error('away')
        return { seq, damaged: false }
      },
    },
    ingest: {
      diagnose: async ({ seq }: { seq: number }) => ({ cause: seq > 2 ? 'of A' : `of ${seq}` }),
      refusedFor: () => null,
    },
  }
  const operation = refusalGroupsOperation(context as unknown as ApiContext)
  const ask = async (): Promise<(string | null)[]> => {
    const answer = await operation.handle({ query: {} } as unknown as Asked<never, never>)
    for (let turns = 0; turns < 5; turns++) await turn()
    return (answer as { items: { cause: string | null }[] }).items.map(({ cause }) => cause)
  }
  expect(await ask()).toEqual([null, null, null])
  expect(await ask()).toEqual(['of A', null, null])
  for (let asks = 0; asks < 4; asks++) await ask()
  expect(await ask()).toEqual(['of A', 'of 1', 'of 2'])
  // One a look, in turn: of those whose newest is known there is nothing more to find.
  expect(looked).toEqual([1001, 1, 2, 1004, 1, 1006, 1007])
  epoch = 2
  expect(await ask()).toEqual([null, null, null])
})
