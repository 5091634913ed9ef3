import { expect, test } from 'vitest'
import { appendOne, ledgerKey, noon, sampleDestination, sampleEvent, setUp } from '../journal/samples.ts'
import { withServer } from './with-server.ts'

const world = withServer()

test('work that one gateway takes in is told to the one that owns the lane', async () => {
  const url = await world.server.database()
  const [one, two] = [await world.open({ url }), await world.open({ url })]
  const { epoch, lanes } = await setUp(one, 'app')
  const lane = lanes[0] ?? -1
  await two.own('two', 60_000)
  await one.own('one', 60_000)
  const heard = new Promise<void>((resolve) => {
    two.onQueued((told) => {
      if (told.includes(lane)) resolve()
    })
  })
  await appendOne(one, sampleEvent({ epoch, queue: [{ lane, due: noon, orderKey: null }] }))
  await heard
  expect(await two.due(lane, noon, null, 10)).toHaveLength(1)
})

test('lanes are shared out: a second gateway is given what the first marks as surplus', async () => {
  const url = await world.server.database()
  const [one, two] = [await world.open({ url }), await world.open({ url })]
  await one.configure({ destinations: Array.from({ length: 8 }, (_, i) => sampleDestination(`d${i}`)) }, noon)
  expect(await one.own('one', 60_000)).toHaveLength(8)
  expect(await two.own('two', 60_000)).toEqual([])
  const mine = await one.own('one', 60_000)
  const surplus = mine.filter((lane) => lane.surplus === true)
  expect(surplus).toHaveLength(4)
  await one.release('one', surplus)
  expect(await two.own('two', 60_000)).toHaveLength(4)
  expect((await one.own('one', 60_000)).map((lane) => lane.number)).toEqual(
    mine.filter((lane) => lane.surplus !== true).map((lane) => lane.number),
  )
})

test('each gateway keeps a lane of every destination, as far as there are enough', async () => {
  const url = await world.server.database()
  const [one, two, three] = await Promise.all([1, 2, 3].map(() => world.open({ url })))
  const sharded = [1, 2, 3].map((at) => {
    const { policy, ...rest } = sampleDestination(`d${at}`)
    return { ...rest, policy: { ...policy, shards: 3 } }
  })
  await one?.configure({ destinations: sharded }, noon)
  const gateways = [
    ['one', one],
    ['two', two],
    ['three', three],
  ] as const
  // What is more than a share is given back, and had by others, until nobody has more.
  for (let turn = 0; turn < 4; turn++) {
    for (const [owner, journal] of gateways) {
      const lanes = (await journal?.own(owner, 60_000)) ?? []
      await journal?.release(
        owner,
        lanes.filter(({ surplus }) => surplus),
      )
    }
  }
  for (const [owner, journal] of gateways) {
    const lanes = (await journal?.own(owner, 60_000)) ?? []
    expect(lanes.map(({ destination }) => destination).sort()).toEqual(
      [...new Set(lanes.map(({ destination }) => destination))].sort(),
    )
    expect(lanes).toHaveLength(3)
  }
})

test('keys are spread once no gateway is there that reads its lanes by themselves', async () => {
  const url = await world.server.database()
  const one = await world.open({ url })
  expect(one.heedsOtherLanes()).toBe(false)
  await one.own('one', 60_000)
  expect(one.heedsOtherLanes()).toBe(true)
  // As a gateway of the version before takes its lanes.
  await world.server.query("select countersign.own_2('before', null, null, null, null, 60000)", url)
  await one.own('one', 60_000)
  expect(one.heedsOtherLanes()).toBe(false)
  await world.server.query("delete from countersign.gateway where owner = 'before'", url)
  await one.own('one', 60_000)
  expect(one.heedsOtherLanes()).toBe(true)
})

test('the more gateways share the database, the further apart each settles, as far as beside three others', async () => {
  const url = await world.server.database()
  const gateways = [await world.open({ url }), await world.open({ url }), await world.open({ url })]
  const [one, two, three] = gateways
  expect(one?.settleApartMs()).toBe(10)
  for (let round = 0; round < 2; round++)
    for (const [at, journal] of gateways.entries()) await journal.own(`gateway ${at}`, 60_000)
  expect(gateways.map((journal) => journal.settleApartMs())).toEqual([30, 30, 30])
  await two?.own('another', 60_000)
  await two?.own('and another', 60_000)
  expect(two?.settleApartMs()).toBe(40)
  await two?.close()
  await three?.close()
  await one?.own('gateway 0', 60_000)
  expect(one?.settleApartMs()).toBe(10)
})

test('a gateway that closes leaves its lanes at once; all counts go on adding up', async () => {
  const url = await world.server.database()
  const [one, two] = [await world.open({ url }), await world.open({ url })]
  const { epoch } = await setUp(one, 'a', 'b')
  expect(await one.own('one', 60_000)).toHaveLength(2)
  await appendOne(one, sampleEvent({ epoch }))
  await appendOne(two, sampleEvent({ epoch }))
  await one.close()
  expect(await two.own('two', 60_000)).toHaveLength(2)
  await world.server.query('update countersign.counter set touched = 0', url)
  await two.prune({ payloadsBefore: 0, eventsBefore: 0, attemptsBefore: 0, ledgerBefore: 0, limit: 10 })
  await appendOne(two, sampleEvent({ epoch }))
  expect((await two.stats()).events).toBe(3)
  const [row] = await world.server.query('select count(*)::int as rows from countersign.counter', url)
  expect(row?.rows).toBe(2)
})

test('overlapping keys in any order from several gateways: no deadlock, each key once', async () => {
  const url = await world.server.database()
  const gateways = await Promise.all([world.open({ url }), world.open({ url }), world.open({ url })])
  const [one] = gateways
  const { epoch } = await setUp(one)
  const keys = Array.from({ length: 300 }, (_, i) => ledgerKey(`key ${i}`))
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, round) => {
      const shuffled = keys
        .map((key, i) => ({ key, at: (i * 7919 * (round + 1)) % 1009 }))
        .sort((a, b) => a.at - b.at)
      const events = shuffled.map(({ key }) => sampleEvent({ epoch, ledger: { key, repeat: 'suppress' } }))
      return gateways[round % 3]?.append(events) ?? []
    }),
  )
  expect(answers.flat().filter((answer) => answer.outcome === 'accepted')).toHaveLength(300)
  expect(answers.flat().filter((answer) => answer.outcome === 'duplicate')).toHaveLength(3300)
})
