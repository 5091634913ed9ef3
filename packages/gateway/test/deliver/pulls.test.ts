import { afterEach, describe, expect, it } from 'vitest'
import type { Delivery } from '../../src/deliver/delivery.ts'
import type { Happening } from '../../src/deliver/happening.ts'
import type { Lent } from '../../src/deliver/lend.ts'
import type { Journal } from '../../src/journal/journal.ts'
import { Refusal } from '../../src/model/refusal.ts'
import { createWorld, until, type WorldDestination, type WorldOptions } from './world.ts'

const pulled: WorldDestination = { kind: 'pull' }
const still = new AbortController().signal

let world: Awaited<ReturnType<typeof createWorld>>
afterEach(() => world.close())

async function begin(
  options: WorldOptions = {},
  destination: Partial<WorldDestination> = {},
): Promise<typeof world> {
  world = await createWorld([{ ...pulled, ...destination }], options)
  await world.delivery.start()
  return world
}

function pull(
  wanted: Partial<Parameters<Delivery['pulls']['pull']>[1]> = {},
  gone: AbortSignal = still,
): Promise<readonly Lent[]> {
  const live = world.live.current().destination('dst_0')
  if (live === undefined) throw new Error('no destination')
  return world.delivery.pulls.pull(live, { limit: 10, waitMs: 0, leaseMs: 60_000, ...wanted }, gone)
}

const attemptsOf = (seq: number, lane = world.laneOf(0)) => world.journal.attempts({ seq, lane, replay: 0 })

describe('pulls', () => {
  it('finds what nobody has told of', async () => {
    await begin()
    const waiting = pull({ waitMs: 20_000 })
    const seq = await world.accept('{}', { offer: false })
    expect((await waiting).map(({ loan }) => loan.seq)).toEqual([seq])
  })

  it('wakes those who wait, each with something', async () => {
    await begin()
    const waiting = [1, 2, 3].map(() => pull({ waitMs: 20_000, limit: 1 }))
    const seqs = [await world.accept(), await world.accept(), await world.accept()]
    const got = (await Promise.all(waiting)).flat().map(({ loan }) => loan.seq)
    expect(got.sort()).toEqual(seqs)
  })

  it('lends those who came while all was empty no more than there is room for', async () => {
    await begin()
    const waiting = [1, 2, 3].map(() => pull({ waitMs: 20_000, limit: 1 }))
    for (let n = 0; n < 3; n++) await world.accept('x'.repeat(6 * 1024 * 1024))
    const ends = await Promise.allSettled(waiting)
    const refused = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason.code] : []))
    expect(refused).toEqual(['ERR_PULLS_TOO_MANY'])
    // Whoever has read an answer makes room; what was not lent is still there.
    expect(await world.journal.due(world.laneOf(0), Number.MAX_SAFE_INTEGER, null, 9)).toHaveLength(3)
  })

  it('ends with nothing when it stops, and lends no more', async () => {
    await begin()
    const waiting = pull({ waitMs: 600_000 })
    await world.delivery.pulls.stop()
    expect(await waiting).toEqual([])
    await expect(pull()).rejects.toMatchObject({ code: 'ERR_STOPPING' })
  })

  it('ends with nothing when the destination is deleted', async () => {
    await begin()
    const lane = world.laneOf(0)
    const waiting = pull({ waitMs: 600_000 })
    const { destination } = world.live.current().destination('dst_0') ?? {}
    if (destination === undefined) throw new Error('no destination')
    const seq = await world.accept()
    const [lent] = await waiting
    const again = pull({ waitMs: 600_000 })
    await world.live.change({ destinations: [{ ...destination, deletedAt: 1 }] })
    expect(await again).toEqual([])
    // What is lent is discarded with the rest.
    await until(async () => (await attemptsOf(seq, lane)).at(-1)?.code === 'ERR_DESTINATION_DELETED')
    const lease = lent?.loan
    expect(lease === undefined ? [] : await world.journal.loans([lease])).toEqual([null])
  })

  it('refuses one that waits as soon as it may have nothing any more', async () => {
    await begin()
    let [looks, taken] = [0, false]
    const refuse = (): void => {
      looks++
      if (taken) throw new Refusal('ERR_LISTENER_TAKEN')
    }
    const waiting = pull({ waitMs: 600_000, refuse })
    await until(() => looks > 0)
    taken = true
    await expect(waiting).rejects.toMatchObject({ code: 'ERR_LISTENER_TAKEN' })
  })

  it('lends nothing to one who goes away meanwhile', async () => {
    const gone = new AbortController()
    await begin({
      between: (engine): Journal => ({
        ...engine,
        payloads: (seqs) => {
          gone.abort()
          return engine.payloads(seqs)
        },
      }),
    })
    const seq = await world.accept('{}', { offer: false })
    expect(await pull({}, gone.signal)).toEqual([])
    const [lent] = await pull()
    expect(lent?.loan).toMatchObject({ seq, attempts: 1 })
    expect(await attemptsOf(seq)).toEqual([])
  })

  it('takes back what it cannot read', async () => {
    let fails = true
    await begin({
      between: (engine): Journal => ({
        ...engine,
        payloads: async (seqs) => {
          if (fails) throw new Error('the store is away')
          return await engine.payloads(seqs)
        },
      }),
    })
    const seq = await world.accept('{}', { offer: false })
    await expect(pull()).rejects.toThrow('away')
    fails = false
    const [lent] = await pull()
    expect(lent?.loan).toMatchObject({ seq, attempts: 1 })
  })

  it('buries what has no content any more', async () => {
    const happenings: Happening[] = []
    await begin({
      between: (engine): Journal => ({ ...engine, payloads: async () => new Map() }),
      onHappening: (happening) => void happenings.push(happening),
    })
    const seq = await world.accept('{}', { offer: false })
    expect(await pull()).toEqual([])
    expect(await attemptsOf(seq)).toMatchObject([{ n: 0, code: 'ERR_PAYLOAD_EXPIRED', final: 'dead' }])
    await until(() => happenings.length > 0)
    expect(happenings).toMatchObject([{ what: 'dead', event: { seq }, code: 'ERR_PAYLOAD_EXPIRED' }])
  })

  it('lends nothing unsigned', async () => {
    await begin()
    const seq = await world.accept('{}', { offer: false })
    const secrets = [...world.live.current().configuration.secrets]
    await world.live.change({ secrets: secrets.map((secret) => ({ ...secret, expiresAt: 2 })) })
    expect(await pull()).toEqual([])
    expect(await attemptsOf(seq)).toMatchObject([{ n: 1, code: 'ERR_DELIVERY_UNSIGNABLE', final: null }])
    await world.live.change({ remove: secrets.map(({ id }) => id) })
    await expect(pull()).rejects.toMatchObject({ code: 'ERR_DELIVERY_UNSIGNABLE' })
    await expect(pull()).rejects.toMatchObject({ code: 'ERR_DELIVERY_UNSIGNABLE' })
    expect(await attemptsOf(seq)).toHaveLength(1)
  })

  it('buries what is never acknowledged after its schedule, and says so', async () => {
    const happenings: Happening[] = []
    await begin(
      { onHappening: (happening) => void happenings.push(happening) },
      { policy: { retryScheduleMs: [0] } },
    )
    const seq = await world.accept()
    expect(await pull({ leaseMs: 20 })).toHaveLength(1)
    expect(await pull({ leaseMs: 20, waitMs: 20_000 })).toHaveLength(1)
    await until(() => happenings.length > 0)
    const code = 'ERR_DELIVERY_UNACKNOWLEDGED'
    expect(happenings).toMatchObject([{ what: 'dead', event: { seq }, code }])
    expect(await attemptsOf(seq)).toMatchObject([
      { n: 1, code, final: null },
      { n: 2, code, final: 'dead' },
    ])
    expect(world.counted.get(code)).toBe(2)
    expect(await world.pending()).toBe(0)
  })

  it('keeps the first of a blocked order for ever', async () => {
    await begin({}, { policy: { retryScheduleMs: [0], order: { key: '"all"', whenDead: 'block' } } })
    const first = await world.accept('{}', { offer: false })
    await world.accept('{}', { offer: false })
    for (let n = 1; n <= 4; n++) {
      const lent = await pull({ waitMs: 20_000, leaseMs: 20 })
      expect(lent.map(({ loan }) => [loan.seq, loan.attempts])).toEqual([[first, n]])
    }
  })

  it('refuses a destination of another kind', async () => {
    world = await createWorld([{ url: 'https://app.example/' }])
    await expect(pull()).rejects.toMatchObject({ code: 'ERR_DESTINATION_KIND' })
  })
})
