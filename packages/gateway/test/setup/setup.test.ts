import { expect, test } from 'vitest'
import { ownAct } from '../../src/model/act.ts'
import { nothingSetUp } from '../../src/model/configuration.ts'
import { createSetup, type Setup } from '../../src/setup/setup.ts'
import { context } from './standing.ts'

type Options = Parameters<typeof createSetup>[0]

/** A setup over nothing; `changes` says how often another gateway's change comes into sight while one is made. */
function startSetup(changes: number): { setup: Setup; committed: () => number } {
  let left = changes
  let committed = 0
  let snapshot = { configuration: nothingSetUp, epoch: 1 }
  const { now, catalog, ...parts } = context()
  const live = {
    catalog,
    current: () => snapshot,
    refresh: async () => undefined,
    async changeTogether() {
      committed++
      return snapshot
    },
  }
  const ownIngest = (address: string): string | null => {
    if (left-- > 0) snapshot = { ...snapshot }
    return parts.ownIngest(address)
  }
  const options = { ...parts, ownIngest, live, now: () => now }
  return { setup: createSetup(options as unknown as Options), committed: () => committed }
}

const wanted = { destinations: [{ name: 'app', beside: { url: 'https://app.example.com/' } }] }

test('a plan is made anew where another gateway has changed what stands, and given up where it never ends', async () => {
  const once = startSetup(1)
  await once.setup.by(ownAct('test', '/plan')).apply(wanted, { prune: false })
  expect(once.committed()).toBe(1)
  const always = startSetup(Number.MAX_SAFE_INTEGER)
  await expect(
    always.setup.by(ownAct('test', '/plan')).apply(wanted, { prune: false }),
  ).rejects.toMatchObject({
    code: 'ERR_CONFLICT',
  })
  expect(always.committed()).toBe(0)
})

test('no more than four plans are made or wait to be: each is held in memory', async () => {
  const { setup } = startSetup(0)
  const plans = await Promise.allSettled(
    Array.from({ length: 7 }, () => setup.plan(wanted, { prune: false })),
  )
  expect(plans.map(({ status }) => status === 'fulfilled')).toEqual([
    true,
    true,
    true,
    true,
    false,
    false,
    false,
  ])
  expect(plans.at(-1)).toMatchObject({ reason: { code: 'ERR_PLANS_TOO_MANY' } })
  expect((await setup.plan(wanted, { prune: false })).steps).toHaveLength(1)
})
