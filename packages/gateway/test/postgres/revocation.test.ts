import { expect, test } from 'vitest'
import type { Journal } from '../../src/journal/journal.ts'
import { noon, sampleEvent, sampleSource, setUp } from '../journal/samples.ts'
import { withServer } from './with-server.ts'

const world = withServer()

test('once configure is over, no gateway appends under the older epoch', async () => {
  const url = await world.server.database()
  const gateways = await Promise.all([world.open({ url }), world.open({ url }), world.open({ url })])
  const [first] = gateways
  if (first === undefined) throw new Error('no gateway')
  let { epoch } = await setUp(first)
  /** The epoch of which the operator has been told that it holds. */
  let told = epoch
  let stop = false
  let accepted = 0
  let stale = 0
  const broken: string[] = []

  // Each gateway appends with the epoch that it last heard of, as one does that verified a moment ago.
  const appending = gateways.flatMap((gateway) =>
    Array.from({ length: 6 }, async () => {
      while (!stop) {
        const [verifiedUnder, toldBefore] = [epoch, told]
        await pause()
        const begun = told
        const [answer] = await gateway.append([sampleEvent({ epoch: verifiedUnder })])
        if (answer?.outcome === 'accepted') accepted++
        if (answer?.outcome === 'stale') stale++
        if (answer?.outcome === 'accepted' && verifiedUnder < begun)
          broken.push(`verified under ${verifiedUnder}, begun after ${begun} was told (${toldBefore} before)`)
      }
    }),
  )
  for (let round = 0; round < 60; round++) {
    const change = await first.configure(
      { sources: [sampleSource('webex', { createdAt: noon + round })] },
      noon,
    )
    told = change.epoch
    await pause()
    epoch = change.epoch
    await pause()
  }
  stop = true
  await Promise.all(appending)
  expect(broken).toEqual([])
  expect(accepted).toBeGreaterThan(0)
  expect(stale).toBeGreaterThan(0)
})

test('an append that waits while a change is committed and told is stale', async () => {
  const url = await world.server.database()
  const [gateway, other] = await Promise.all([world.open({ url }), world.open({ url })])
  const { epoch } = await setUp(gateway)
  // A client of our own holds the lock as a change does, between its commit and its answer.
  const pg = await import('pg')
  const client = new pg.default.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('begin; lock table countersign.append_lock in exclusive mode')
    const waiting = gateway.append([sampleEvent({ epoch })])
    await untilWaiting(url)
    await world.server.query('update countersign.config set epoch = epoch + 1', url)
    await client.query('commit')
    // Its statement began before the commit; the comparison must see it all the same.
    expect(await waiting).toEqual([{ outcome: 'stale' }])
  } finally {
    await client.end()
  }
  expect(await other.events({ limit: 1 })).toEqual([])
})

test('a change on one gateway is told to the others within a second', async () => {
  const url = await world.server.database()
  const [one, two] = (await Promise.all([world.open({ url }), world.open({ url })])) as [Journal, Journal]
  const heard = new Promise<void>((resolve) => two.onConfigurationChanged(resolve))
  await one.configure({ sources: [sampleSource('webex')] }, noon)
  await heard
  expect((await two.since(null)).sources).toHaveLength(1)
})

test('another state is taken up whether its identity is greater or smaller', async () => {
  const url = await world.server.database()
  const journal = (await world.open({ url })) as Journal
  let told = 0
  journal.onConfigurationChanged(() => told++)
  // As a failover or a restore leaves it: nothing notifies.
  for (const [at, identity] of [900, 40, 41, 7].entries()) {
    await world.server.query(`update countersign.config set epoch = ${identity}`, url)
    await expect.poll(() => told, { timeout: 20_000 }).toBeGreaterThan(at)
    told = at + 1
  }
})

test('two gateways that change at once both count, and a taken name is refused to one', async () => {
  const url = await world.server.database()
  const [one, two] = await Promise.all([world.open({ url }), world.open({ url })])
  const changes = await Promise.allSettled(
    Array.from({ length: 10 }, (_, i) =>
      (i % 2 ? one : two).configure(
        { sources: [sampleSource(`s${i}`, { name: `s${i >> 1}`, path: `p${i}` })] },
        noon,
      ),
    ),
  )
  expect(changes.filter((change) => change.status === 'fulfilled')).toHaveLength(5)
  const { changes: made, sources } = await one.since(null)
  expect(made).toBe(5)
  expect(new Set(sources.map((source) => source.number)).size).toBe(5)
})

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.random() * 4))
}

async function untilWaiting(url: string): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    const [row] = await world.server.query(
      `select count(*)::int as n from pg_locks where relation = 'countersign.append_lock'::regclass and not granted`,
      url,
    )
    if (row?.n > 0) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error('nobody waits for the lock')
}
