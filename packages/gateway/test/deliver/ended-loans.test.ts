import { afterEach, describe, expect, it } from 'vitest'
import { createWorld, until, type WorldDestination } from './world.ts'

const pulled: WorldDestination = { kind: 'pull' }

let world: Awaited<ReturnType<typeof createWorld>>
afterEach(() => world.close())

describe('loans that are over', () => {
  it('are found behind many of a deleted destination', async () => {
    world = await createWorld([pulled, pulled])
    const { journal, live } = world
    const many = 700
    await Promise.all(Array.from({ length: many }, () => world.accept('{}', { offer: false })))
    const now = Date.now()
    const [gone, kept] = [world.laneOf(0), world.laneOf(1)]
    const lending = { now, limit: 1000, maxBytes: 1_000_000_000 }
    expect(await journal.lend({ ...lending, lane: gone, until: now - 2_000 })).toHaveLength(many)
    const loans = await journal.lend({ ...lending, lane: kept, until: now - 1_000 })
    expect(loans).toHaveLength(many)
    const { destination } = live.current().destination('dst_0') ?? {}
    if (destination === undefined) throw new Error('no destination')
    await live.change({ destinations: [{ ...destination, deletedAt: 1 }] })

    // Without the owners of lanes, which would discard what waits for the deleted one.
    world.delivery.pulls.start()
    await until(async () => (await journal.loans(loans)).every((loan) => loan === null))
    await world.delivery.pulls.stop()
    expect(world.counted.get('ERR_DELIVERY_UNACKNOWLEDGED')).toBe(many)
    expect(await journal.endedLoans(now, 10_000)).toHaveLength(many)
  })

  it('end by the clock that they were lent by, where it was set back since; others by theirs', async () => {
    const hour = 3_600_000
    let wall = Date.now() + hour
    world = await createWorld([pulled, pulled], { now: () => wall })
    const { journal, delivery } = world
    await world.accept('{}', { offer: false })
    const lending = { limit: 10, maxBytes: 1_000_000 }
    const lend = (index: number, until: number) =>
      journal.lend({ ...lending, lane: world.laneOf(index), now: wall, until })
    const before = await lend(0, wall + 2_000)
    expect(before).toHaveLength(1)
    wall -= hour
    // Its row came in by the clock of before, too.
    await journal.sendNow({ lane: world.laneOf(1), limit: 10 }, 0, wall)
    const after = await lend(1, wall + 10_000)
    expect(after).toHaveLength(1)

    delivery.pulls.start()
    delivery.clockSet(-hour)
    wall += 2_000
    await until(async () => (await journal.loans(before)).every((loan) => loan === null))
    expect(await journal.loans(after)).toMatchObject([{ lease: after[0]?.lease }])
    await delivery.pulls.stop()
  })
})
