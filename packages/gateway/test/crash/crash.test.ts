import { describe, expect, it } from 'vitest'
import { withServer } from '../postgres/with-server.ts'
import { randomOf } from '../soak/random.ts'
import { type CrashPoint, unknownMethods, writes } from './killing.ts'
import { type Lived, type MakeStore, runLife, sqliteStore } from './run-life.ts'
import { openStore } from './victim.ts'

// COUNTERSIGN_TEST_CRASHES=all runs every point there is; a number, as many of them; COUNTERSIGN_TEST_SEED, others.
const wanted = process.env.COUNTERSIGN_TEST_CRASHES ?? '13'
const seed = Number(process.env.COUNTERSIGN_TEST_SEED ?? 1)
/** Calls of one name that are tried, from the first. */
const mostCalls = wanted === 'all' ? 12 : 3
/** Lives at once: they wait more than they work. */
const atOnce = 4

const postgres = withServer({ max_connections: '300' })
let databases = 0
const postgresStore: MakeStore = async () => {
  // Set up once, copied for each life.
  if (databases === 0) {
    const url = await postgres.server.database()
    await (await postgres.open({ url })).close()
    template = url.slice(url.lastIndexOf('/') + 1)
    base = url.slice(0, url.lastIndexOf('/') + 1)
  }
  databases += 1
  const name = `crash${databases}`
  await postgres.server.query(`create database ${name} template ${template}`)
  return {
    store: { url: `${base}${name}` },
    remove: async () => void (await postgres.server.query(`drop database ${name} with (force)`)),
  }
}
let template = ''
let base = ''

/** The points of a life that one engine is tried at, those of rare changes first in each round, in an order that the seed shuffles. */
function pointsOf(calls: Readonly<Record<string, number>>, part: number): readonly CrashPoint[] {
  const random = randomOf(seed)
  const points = Object.entries(calls).flatMap(([call, times]) =>
    Array.from({ length: Math.min(times, mostCalls) }, (_, at) => at + 1).flatMap((n) =>
      (['before', 'during', 'after'] as const).map((when) => {
        return { call, when, n, workedMs: random() * 3, place: random() }
      }),
    ),
  )
  points.sort((a, b) => a.place - b.place)
  // The first of each change come first, so that a small sample holds every change.
  const seen = new Map<string, number>()
  const round = points.map(({ place: _place, ...point }) => {
    const times = seen.get(point.call) ?? 0
    seen.set(point.call, times + 1)
    return { point, times }
  })
  round.sort((a, b) => a.times - b.times)
  if (wanted === 'all') return round.map(({ point }) => point)
  const most = Number(wanted)
  return round.slice(most * part, most * (part + 1)).map(({ point }) => point)
}

describe.each([
  ['SQLite', sqliteStore],
  ['PostgreSQL', postgresStore],
])('a process that dies around a change, on %s', (engine, make) => {
  it('can die around every one that the port has', async () => {
    const { store, remove } = await make()
    const journal = await openStore(store)
    const unknown = unknownMethods(journal)
    await journal.close()
    await remove()
    expect(unknown).toEqual([])
  })

  it('leaves nothing lost, nothing twice but what was on its way, and nothing out of order', {
    timeout: wanted === 'all' ? 3_600_000 : 120_000,
  }, async () => {
    const whole = await runLife(make, null)
    expect(whole.wrong).toEqual([])
    // A life changes everything that can be changed.
    const made = new Set(Object.keys(whole.calls).map((name) => name.split(' ')[0]))
    expect(writes.filter((name) => !made.has(name))).toEqual([])
    // Another part of the same order on each engine: together they hold most changes.
    const points = pointsOf(whole.calls, engine === 'SQLite' ? 0 : 1)
    const left = [...points]
    const wrong: string[] = []
    let died = 0
    const work = async (): Promise<void> => {
      for (let point = left.shift(); point !== undefined; point = left.shift()) {
        const lived: Lived = await runLife(make, point)
        if (lived.died) died += 1
        const at = `${point.when} ${point.call} ${point.n} (${point.workedMs.toFixed(2)} ms)`
        wrong.push(...lived.wrong.map((sentence) => `${at}: ${sentence}`))
      }
    }
    await Promise.all(Array.from({ length: atOnce }, work))
    process.stdout.write(`${engine}: ${points.length} points, ${died} deaths, seed ${seed}\n`)
    expect(wrong).toEqual([])
    // A change that is not made again in every life may be missed, but not often.
    expect(died).toBeGreaterThan(points.length / 2)
  })
})
