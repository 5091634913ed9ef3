import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Journal } from '../../src/journal/journal.ts'
import type { OwnedLane } from '../../src/model/lane.ts'
import { noon, sampleDestination } from '../journal/samples.ts'
import { withServer } from './with-server.ts'

// A renewal lists what is another than before. What a gateway makes of that must be what the store has, whatever has
// happened in between.

const world = withServer()

/** What `own_4` lists beside what it leaves out, asked for by hand. */
async function listed(url: string, owner: string, whole = false): Promise<Record<string, unknown>> {
  const [row] = await world.server.query(
    `select numbers, surpluses, held::int from countersign.own_4('${owner}', null, null, null, null, 60000, ${whole})`,
    url,
  )
  return { ...row }
}

/** What the store has, in the order of the numbers. */
async function truth(url: string, owner: string): Promise<(Pick<OwnedLane, 'number' | 'fence'> & object)[]> {
  const rows = await world.server.query(
    `select number, destination, shard, fence::int from countersign.lane where owner = '${owner}' order by number`,
    url,
  )
  return rows.map(({ number, destination, shard, fence }) => ({ number, destination, shard, fence }))
}

function withoutSurplus(lanes: readonly OwnedLane[]): object[] {
  return lanes.map(({ number, destination, shard, fence }) => ({ number, destination, shard, fence }))
}

async function addLanes(journal: Journal, from: number, count: number): Promise<void> {
  const destinations = Array.from({ length: count }, (_, at) => sampleDestination(`d${from + at}`))
  await journal.configure({ destinations }, noon)
}

test('a renewal lists the lanes that it has taken, and no others', async () => {
  const url = await world.server.database()
  const journal = await world.open({ url })
  await addLanes(journal, 0, 40)
  const owned = await journal.own('one', 60_000)
  expect(owned).toHaveLength(40)
  expect(await listed(url, 'one')).toEqual({ numbers: [], surpluses: [], held: 40 })
  expect(await journal.own('one', 60_000)).toBe(owned)
  await addLanes(journal, 40, 2)
  expect(await listed(url, 'one')).toEqual({ numbers: [41, 42], surpluses: [], held: 42 })
  expect(await listed(url, 'one')).toEqual({ numbers: [], surpluses: [], held: 42 })
  expect((await listed(url, 'one', true)).numbers).toHaveLength(42)
  // Another gateway is there: half of them are too many, and are named again until they are given back.
  await listed(url, 'two')
  expect((await listed(url, 'one')).surpluses).toHaveLength(21)
})

test('what a call without an answer has taken, and what others have taken, is known at the next', async () => {
  const url = await world.server.database()
  const journal = await world.open({ url })
  await addLanes(journal, 0, 5)
  const owned = await journal.own('one', 60_000)
  await addLanes(journal, 5, 5)
  // Took five more, and nobody heard of it.
  await listed(url, 'one')
  expect(withoutSurplus(await journal.own('one', 60_000))).toEqual(await truth(url, 'one'))

  // One is another's.
  await world.server.query("update countersign.lane set owner = 'two' where number = 3", url)
  await world.server.query("insert into countersign.gateway (owner, until) values ('two', 9e15::bigint)", url)
  const now = await journal.own('one', 60_000)
  expect(withoutSurplus(now)).toEqual(await truth(url, 'one'))
  expect(now.map(({ number }) => number)).not.toContain(3)
  expect(now).toContain(owned[3])

  // Went to and fro: the same lanes under another fence.
  await world.server.query('update countersign.lane set fence = fence + 2 where number = 5', url)
  expect(withoutSurplus(await journal.own('one', 60_000))).toEqual(await truth(url, 'one'))
})

test('a gateway of the version before takes and gives back lanes beside', async () => {
  const url = await world.server.database()
  const journal = await world.open({ url })
  await addLanes(journal, 0, 6)
  const before = (): Promise<unknown> =>
    world.server.query("select countersign.own_3('before', null, null, null, null, 60000)", url)
  await before()
  expect(await journal.own('one', 60_000)).toEqual([])
  await before()
  await world.server.query(
    "update countersign.lane set owner = null where owner = 'before' and number > 3",
    url,
  )
  expect(withoutSurplus(await journal.own('one', 60_000))).toEqual(await truth(url, 'one'))
  expect((await truth(url, 'one')).map(({ number }) => number)).toEqual([4, 5, 6])
  await world.server.query("update countersign.gateway set until = 0 where owner = 'one'", url)
  await before()
  await before()
  expect(await truth(url, 'one')).toEqual([])
  expect(await journal.own('one', 60_000)).toEqual([])
})

test('whatever happens between two gateways, each knows what it owns, and no lane is both’s', async () => {
  const names = ['one', 'two'] as const
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.tuple(
          fc.constantFrom('own', 'own', 'own', 'give', 'end', 'unanswered', 'add', 'lost', 'stray'),
          fc.constantFrom(...names),
          fc.nat(30),
        ),
        { minLength: 5, maxLength: 25 },
      ),
      async (steps) => {
        const url = await world.server.database()
        const journals = { one: await world.open({ url }), two: await world.open({ url }) }
        let made = 0
        const add = async (): Promise<void> => {
          await addLanes(journals.one, made, 2)
          made += 2
        }
        await add()
        for (const [step, name, which] of steps) {
          const lane = 1 + (which % Math.max(1, made))
          if (step === 'add') await add()
          else if (step === 'unanswered') await listed(url, name)
          else if (step === 'end')
            await world.server.query(`update countersign.gateway set until = 0 where owner = '${name}'`, url)
          else if (step === 'lost')
            await world.server.query(
              `update countersign.lane set owner = null, fence = fence + 1 where number = ${lane}`,
              url,
            )
          else if (step === 'stray')
            await world.server.query(
              `update countersign.lane set owner = 'nobody' where number = ${lane}`,
              url,
            )
          else {
            const lanes = await journals[name].own(name, 60_000)
            const has = await truth(url, name)
            expect(withoutSurplus(lanes)).toEqual(has)
            if (step === 'give') await journals[name].release(name, lanes.slice(0, 1 + (which % 3)))
          }
        }
        // Both are there: nothing is left over, and each has its half after what is too much was given back.
        for (let turn = 0; turn < 4; turn++)
          for (const name of names) {
            const lanes = await journals[name].own(name, 60_000)
            await journals[name].release(
              name,
              lanes.filter(({ surplus }) => surplus),
            )
          }
        for (const name of names) expect(await journals[name].own(name, 60_000)).toHaveLength(made / 2)
        await Promise.all(names.map((name) => journals[name].close()))
      },
    ),
    { numRuns: 4 },
  )
}, 240_000)

test('of more lanes than can be asked for one by one, those with something queued are found', async () => {
  const url = await world.server.database()
  const journal = await world.open({ url })
  const all = Array.from({ length: 3000 }, (_, at) => at + 1)
  expect(await journal.waiting(all)).toEqual([])
  const queue = (from: number, to: number): Promise<unknown> =>
    world.server.query(
      `insert into countersign.queue (lane, attempts, due, seq, replay)
       select i, 0, ${noon} + n, i * 10 + n, 0 from generate_series(${from}, ${to}) i, generate_series(1, 3) n`,
      url,
    )
  await queue(7, 9)
  await queue(4000, 4001)
  expect([...(await journal.waiting(all))].sort()).toEqual([7, 8, 9])
  // In more of them than are walked through.
  await queue(1000, 2500)
  const found = await journal.waiting(all)
  expect(found).toHaveLength(3 + 1501)
  expect(new Set(found).size).toBe(found.length)
})
