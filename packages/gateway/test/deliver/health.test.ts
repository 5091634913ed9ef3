import { rm } from 'node:fs/promises'
import { isDeepStrictEqual } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { answer } from '../../../../tools/hostile-behaviors.ts'
import { type HostileReceiver, startReceiver } from '../../../../tools/hostile-receiver.ts'
import type { Happening } from '../../src/deliver/happening.ts'
import type { Journal } from '../../src/journal/journal.ts'
import { openPostgresJournal } from '../../src/journal/postgres/open.ts'
import { openSqliteJournal } from '../../src/journal/sqlite/open.ts'
import type { Destination } from '../../src/model/destination.ts'
import { defaultHealthLimits } from '../../src/model/health.ts'
import { pauseAfter } from '../../src/model/pause.ts'
import { scratchFolder } from '../harness/scratch-folder.ts'
import { withServer } from '../postgres/with-server.ts'
import { createWorld, until, type WorldDestination } from './world.ts'

const postgres = withServer()
const opened: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close()
})

/** What opens the journal of one store, again and again. */
const stores: Record<string, () => Promise<() => Promise<Journal>>> = {
  SQLite: async () => {
    const folder = scratchFolder('countersign-health-')
    opened.push({ close: () => rm(folder, { recursive: true }) })
    return () => openSqliteJournal({ folder })
  },
  PostgreSQL: async () => {
    const url = await postgres.server.database()
    return () => openPostgresJournal({ url, now: Date.now })
  },
}

const day = 86_400_000
const limits = { ...defaultHealthLimits, probeAfterMs: 0, firstProbeMs: 5, longestProbeMs: 5 }

type World = Awaited<ReturnType<typeof createWorld>>

interface Started {
  readonly world: World
  readonly heard: Happening[]
  /** Ends it in good order. */
  stop(): Promise<void>
  /** Ends it without a word. */
  kill(): Promise<void>
}

/** A gateway on a store; `atMs` is added to its clock. */
async function start(
  open: () => Promise<Journal>,
  destinations: readonly WorldDestination[],
  atMs = 0,
  owner = 'here',
): Promise<Started> {
  const heard: Happening[] = []
  const world = await createWorld(destinations, {
    open,
    owner,
    leaseMs: 900,
    now: () => Date.now() + atMs,
    health: limits,
    onHappening: (happening) => heard.push(happening),
  })
  await world.delivery.start()
  let over = false
  const end = async (first: () => unknown): Promise<void> => {
    if (over) return
    over = true
    await first()
    await world.close()
  }
  const kill = (): Promise<void> => end(() => undefined)
  opened.push({ close: kill })
  return { world, heard, stop: () => end(() => world.delivery.drain(5_000)), kill }
}

async function app(status: number): Promise<HostileReceiver> {
  const started = await startReceiver(answer(status))
  opened.push(started)
  return started
}

function destinationOf({ live }: World): Destination {
  const found = live.current().destination('dst_0')?.destination
  if (found === undefined) throw new Error('no destination')
  return found
}

async function change(world: World, body: { paused?: boolean; url?: string }): Promise<void> {
  const old = destinationOf(world)
  const to = body.url === undefined ? old.to : { ...old.to, url: body.url }
  const moved = !isDeepStrictEqual(to, old.to)
  await world.live.change({
    destinations: [{ ...old, to, ...pauseAfter(old, { ...body, moved }, Date.now()) }],
  })
}

const kinds = (heard: readonly Happening[]): string[] =>
  heard.map(({ what }) => what).filter((one) => one !== 'dead')

describe.each(Object.entries(stores))('health on %s', (_name, newStore) => {
  it('disables what fails for days, though the gateway is restarted daily; and stays disabled until resumed', async () => {
    const open = await newStore()
    const dead = await app(500)
    const told: string[] = []
    for (let at = 0; at <= 5; at++) {
      const wanted = at === 0 ? [{ url: dead.url, policy: { retryScheduleMs: [] } }] : []
      const { world, heard, stop } = await start(open, wanted, at * day)
      const deaths = async (): Promise<number> => (await world.journal.stats()).deliveries.dead
      for (const before = await deaths(); (await deaths()) < before + 4; ) {
        if (at === 5 && destinationOf(world).paused !== null) break
        await world.accept()
        await until(async () => (await world.pending()) === 0 || destinationOf(world).paused !== null)
      }
      await stop()
      told.push(...kinds(heard))
    }
    expect(told.filter((one) => one === 'warning')).toHaveLength(3)
    expect(told.filter((one) => one === 'disabled')).toHaveLength(1)

    const { world, heard, stop } = await start(open, [], 6 * day)
    expect(destinationOf(world).paused).toBe('health')
    const came = dead.requests.length
    const beside = await app(200)
    await world.addDestination({ url: beside.url }, 1)
    await world.accept()
    await beside.received(1)
    expect(dead.requests).toHaveLength(came)
    expect(await world.pending()).toBeGreaterThan(0)
    await stop()
    expect(kinds(heard)).toEqual([])

    // Resumed: one failure more does not disable it again, and another gateway does not remember the old days.
    const resumed = await start(open, [], 7 * day)
    await change(resumed.world, { paused: false })
    await until(async () => (await resumed.world.pending()) === 0)
    expect(destinationOf(resumed.world).paused).toBeNull()
    await resumed.stop()
    const after = await start(open, [], 8 * day)
    await after.world.accept()
    await until(async () => (await after.world.pending()) === 0)
    expect(destinationOf(after.world).paused).toBeNull()
    expect(kinds([...resumed.heard, ...after.heard])).not.toContain('disabled')
  })

  it('is taken over as it was after a crash: a dead destination is probed, not flooded', async () => {
    const open = await newStore()
    const dead = await app(500)
    const wanted = [{ url: dead.url, policy: { retryScheduleMs: Array(50).fill(5), concurrency: 8 } }]
    const first = await start(open, wanted, 0, 'first')
    await Promise.all(Array.from({ length: 40 }, () => first.world.accept()))
    const { number } = destinationOf(first.world)
    const kept = async (world: World) => (await world.journal.healths([number])).get(number)
    await until(async () => (await kept(first.world))?.state === 'probing')
    const before = await kept(first.world)
    await first.kill()

    const second = await start(open, [], 0, 'second')
    expect(await kept(second.world)).toEqual(before)
    await until(() => second.world.delivery.health().has(number))
    expect(second.world.delivery.health().get(number)).toMatchObject({
      state: 'probing',
      limit: 1,
      failingSince: before?.failingSince,
    })
    const came = dead.requests.length
    await until(() => dead.requests.length > came + 3)
    expect(kinds(second.heard)).not.toContain('failing')
  })

  it('pauses a tenant’s destination at its first 410, once; what waits goes on when it is resumed', async () => {
    const open = await newStore()
    const gone = await app(410)
    const wanted = [{ url: gone.url, tenant: 'acme', policy: { retryScheduleMs: [], concurrency: 1 } }]
    const first = await start(open, wanted)
    await Promise.all(Array.from({ length: 5 }, () => first.world.accept()))
    await until(() => destinationOf(first.world).paused === 'gone')
    await first.stop()
    expect(first.heard).toMatchObject([{ what: 'gone', paused: true, destination: { id: 'dst_0' } }])
    expect(gone.requests).toHaveLength(1)

    const second = await start(open, [])
    expect(await second.world.pending()).toBe(5)
    expect(gone.requests).toHaveLength(1)
    // Resumed in vain: it says so again, and none has died of it.
    await change(second.world, { paused: false })
    await until(() => destinationOf(second.world).paused === 'gone')
    expect(await second.world.pending()).toBe(5)
    const well = await app(200)
    await change(second.world, { url: well.url })
    await until(async () => (await second.world.pending()) === 0)
    expect(well.requests).toHaveLength(5)
    expect(destinationOf(second.world).paused).toBeNull()
    expect((await second.world.journal.stats()).deliveries).toMatchObject({ delivered: 5, dead: 0 })
  })
})
