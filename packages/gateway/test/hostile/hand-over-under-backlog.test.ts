import { rm } from 'node:fs/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { answer, late } from '../../../../tools/hostile-behaviors.ts'
import { startReceiver } from '../../../../tools/hostile-receiver.ts'
import type { Journal } from '../../src/journal/journal.ts'
import { openPostgresJournal } from '../../src/journal/postgres/open.ts'
import { openSqliteJournal } from '../../src/journal/sqlite/open.ts'
import type { OwnedLane } from '../../src/model/lane.ts'
import { createWorld, until } from '../deliver/world.ts'
import { scratchFolder } from '../harness/scratch-folder.ts'
import { withServer } from '../postgres/with-server.ts'
import { randomOf } from '../soak/random.ts'

const postgres = withServer()
const opened: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close()
})

/** What opens one store for each of several gateways. */
const stores: Record<string, () => Promise<() => Promise<Journal>>> = {
  // One process alone works on such a store; here its lanes go to and fro between two owners in it.
  SQLite: async () => {
    const folder = scratchFolder('countersign-hand-over-')
    const engine = await openSqliteJournal({ folder })
    opened.push({ close: () => engine.close().then(() => rm(folder, { recursive: true })) })
    return async () => ({ ...engine, close: async () => undefined })
  },
  PostgreSQL: async () => {
    const url = await postgres.server.database()
    return () => openPostgresJournal({ url, now: Date.now })
  },
}

describe.each(Object.entries(stores))('lanes on %s that go to and fro under a backlog', (_name, newStore) => {
  it('are always worked by somebody: everything arrives', async () => {
    const random = randomOf(7)
    let moving = true
    let moved = 0
    const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
    const unsteady = (engine: Journal): Journal => ({
      ...engine,
      // Some are to be given back, some seem to be another's for a while.
      own: async (...given) => {
        const lanes = await engine.own(...given)
        if (!moving) return lanes
        return lanes.flatMap((lane): OwnedLane[] => {
          const luck = random()
          if (luck < 0.5) return [lane]
          moved += 1
          return luck < 0.8 ? [{ ...lane, surplus: true }] : []
        })
      },
      // So that lanes often move while a page is on its way.
      due: async (...given) => {
        const page = await engine.due(...given)
        await wait(random() * 10)
        return page
      },
    })
    const open = await newStore()
    const apps = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const app = await startReceiver(late(20, answer(200)))
        opened.push(app)
        return app
      }),
    )
    const gateway = async (owner: string, urls: readonly string[]): ReturnType<typeof createWorld> => {
      const made = await createWorld(
        urls.map((url) => ({ url, policy: { concurrency: 16, timeoutMs: 20_000 } })),
        { open, between: unsteady, owner, leaseMs: 150 },
      )
      opened.push(made)
      return made
    }
    const first = await gateway(
      'first',
      apps.map(({ url }) => url),
    )
    const events = 600
    const seqs = await Promise.all(Array.from({ length: events }, () => first.accept('{}', { offer: false })))
    await first.delivery.start()
    const second = await gateway('second', [])
    await second.delivery.start()
    await until(async () => moved >= 30 && (await first.pending()) < (apps.length * events) / 2)
    moving = false
    await until(async () => (await first.pending()) === 0)
    const ids = new Set<string | undefined>()
    for (const { requests } of apps) {
      ids.clear()
      for (const { headers } of requests) ids.add(headers['webhook-id']?.[0])
      expect(ids.size).toBe(seqs.length)
    }
    expect((await first.journal.stats()).deliveries).toMatchObject({
      delivered: apps.length * events,
      dead: 0,
    })
  })
})
