import { describe, expect, test } from 'vitest'
import { JournalConflict, JournalUnavailable } from '../../src/journal/errors.ts'
import { ownAct } from '../../src/model/act.ts'
import { type Configuration, nothingSetUp } from '../../src/model/configuration.ts'
import { changeDestination, createDestination, deleteDestination } from '../../src/setup/destination.ts'
import { createRoute } from '../../src/setup/route.ts'
import { createSetup, type SetupBy } from '../../src/setup/setup.ts'
import { createSource } from '../../src/setup/source.ts'
import { app, webex } from './stage.ts'
import { applyChange, context } from './standing.ts'

/** What of one commit is told: the names of the operations in it. */
type Commit = readonly string[]

/** A setup over nothing whose store takes a while; `refuses` may refuse a commit. */
function startSetup(refuses: (commit: Commit, before: Configuration) => Error | null = () => null) {
  const commits: Commit[] = []
  let snapshot = { configuration: nothingSetUp, epoch: 0 }
  const { now, catalog, ...parts } = context()
  let breaks = false
  const live = {
    catalog,
    current: () => {
      if (breaks) throw new Error('what stands cannot be read')
      return snapshot
    },
    refresh: async () => undefined,
    async changeTogether(changes: readonly { act: { operation: string }; change: object }[]) {
      await new Promise((resolve) => setTimeout(resolve, 1))
      const commit = changes.map(({ act }) => act.operation)
      const refused = refuses(commit, snapshot.configuration)
      if (refused !== null) throw refused
      commits.push(commit)
      for (const { change } of changes)
        snapshot = { configuration: applyChange(snapshot.configuration, change), epoch: snapshot.epoch + 1 }
      return snapshot
    },
  }
  const options = { ...parts, live, now: () => now } as unknown as Parameters<typeof createSetup>[0]
  const setup = createSetup(options)
  return {
    commits,
    by: (operation: string): SetupBy => setup.by(ownAct(operation, '/')),
    names: () => [...snapshot.configuration.destinations].map(({ name }) => name),
    destination: (name: string) => snapshot.configuration.destinations.one('name', name),
    routes: () => snapshot.configuration.routes.size,
    setBroken: (broken: boolean) => {
      breaks = broken
    },
  }
}

const codes = (settled: readonly PromiseSettledResult<unknown>[]): string[] =>
  settled.map((one) => (one.status === 'fulfilled' ? 'done' : one.reason.code))

describe('changes that wait at the same time', () => {
  test('have their turn, whatever has gone wrong with one before them', async () => {
    const { by, names, setBroken } = startSetup()
    setBroken(true)
    const broken = Promise.allSettled(
      ['one', 'two'].map((name) => by(name).run(createDestination, { ...app, name })),
    )
    expect((await broken).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    setBroken(false)
    await by('three').run(createDestination, { ...app, name: 'three' })
    expect(names()).toEqual(['three'])
  })

  test('share a commit, each made upon those before it', async () => {
    const { commits, by, names, routes } = startSetup()
    const first = by('source').run(createSource, webex)
    // Two turns: what comes while the first is committed waits for the next.
    await new Promise((resolve) => setImmediate(resolve))
    const done = await Promise.all([
      first,
      by('one').run(createDestination, { ...app, name: 'one' }),
      by('two').run(createDestination, { ...app, name: 'two' }),
      by('route').run(createRoute, { source: 'in', destination: 'two', filter: null }),
    ])
    expect(commits).toEqual([['source'], ['one', 'two', 'route']])
    expect(names()).toEqual(['one', 'two'])
    expect(routes()).toBe(1)
    expect(done.map(({ change }) => change.destinations?.[0]?.name)).toEqual([
      undefined,
      'one',
      'two',
      undefined,
    ])
    expect(done.at(-1)?.after.configuration.routes.size).toBe(1)
  })

  test('of a long list let others go first, and are one commit', async () => {
    const { commits, by, names } = startSetup()
    const inputs = Array.from({ length: 3000 }, (_, at) => ({ ...app, name: `d${at}` }))
    let turns = 0
    let over = false
    const count = (): void => {
      turns++
      if (!over) setImmediate(count)
    }
    setImmediate(count)
    await by('list').runEach({ list: '/destinations', command: createDestination, inputs })
    over = true
    expect([commits, names().length]).toEqual([[['list']], 3000])
    expect(turns).toBeGreaterThan(5)
    const wrong = [{ ...app, name: 'new' }, inputs[0], { ...app, name: 'new' }].flatMap((each) => each ?? [])
    await expect(
      by('list').runEach({ list: '/destinations', command: createDestination, inputs: wrong }),
    ).rejects.toMatchObject({ faults: [{ at: '/destinations/1/name' }, { at: '/destinations/2/name' }] })
    expect(names().length).toBe(3000)
  })

  test('are refused for themselves alone, upon what has been committed', async () => {
    const { commits, by, names } = startSetup()
    const settled = await Promise.allSettled(
      ['one', 'two', 'one', 'three', 'three', 'four'].map((name, at) =>
        by(`${at}`).run(createDestination, { ...app, name }),
      ),
    )
    expect(codes(settled)).toEqual(['done', 'done', 'ERR_CONFLICT', 'done', 'ERR_CONFLICT', 'done'])
    expect(names()).toEqual(['one', 'two', 'three', 'four'])
    expect(commits).toEqual([['0', '1'], ['3'], ['5']])
  })

  test('keep their order where they touch the same', async () => {
    const { commits, by, destination } = startSetup()
    await by('make').run(createDestination, app)
    const rate = (ratePerSecond: number) => ({ destination: 'app', change: { ratePerSecond } })
    await Promise.all([
      by('5').run(changeDestination, rate(5)),
      by('other').run(createDestination, { ...app, name: 'other' }),
      by('7').run(changeDestination, rate(7)),
      by('9').run(changeDestination, rate(9)),
    ])
    expect(commits).toEqual([['make'], ['5', 'other'], ['7'], ['9']])
    expect(destination('app')?.policy.ratePerSecond).toBe(9)
  })

  test('that ask whether something is idle stand alone', async () => {
    const { commits, by } = startSetup()
    await by('make').run(createDestination, app)
    await Promise.all([
      by('tenant').run(changeDestination, { destination: 'app', change: { tenant: 'acme' } }),
      by('other').run(createDestination, { ...app, name: 'other' }),
      by('another').run(createDestination, { ...app, name: 'another' }),
    ])
    expect(commits).toEqual([['make'], ['tenant'], ['other', 'another']])
  })

  test('are made one by one where another gateway has taken a name of theirs', async () => {
    const { by, commits, names } = startSetup((commit) =>
      commit.includes('taken') ? new JournalConflict('destination name "b"') : null,
    )
    const settled = await Promise.allSettled(
      ['a', 'b', 'c'].map((name) =>
        by(name === 'b' ? 'taken' : name).run(createDestination, { ...app, name }),
      ),
    )
    expect(codes(settled)).toEqual(['done', 'ERR_CONFLICT', 'done'])
    expect(names()).toEqual(['a', 'c'])
    expect(commits).toEqual([['a'], ['c']])
  })

  test('all fail where the store does, since it may have committed them, and the next ones go on', async () => {
    let left = 1
    const down = new JournalUnavailable('ERR_JOURNAL_UNAVAILABLE', 'down')
    const { by, commits } = startSetup(() => (left-- > 0 ? down : null))
    const two = [app, { ...app, name: 'other' }].map((one) => by('made').run(createDestination, one))
    expect(codes(await Promise.allSettled(two))).toEqual([
      'ERR_JOURNAL_UNAVAILABLE',
      'ERR_JOURNAL_UNAVAILABLE',
    ])
    await by('later').run(createDestination, app)
    expect(commits).toEqual([['later']])
  })

  test('wait for a plan, and a plan for them', async () => {
    const { by, commits, names } = startSetup()
    const wanted = { destinations: [{ name: 'planned', beside: { url: 'https://app.example.com/' } }] }
    await Promise.all([
      by('a').run(createDestination, { ...app, name: 'a' }),
      by('plan').apply(wanted, { prune: false }),
      by('delete').run(deleteDestination, { destination: 'planned' }),
      by('b').run(createDestination, { ...app, name: 'b' }),
    ])
    expect(commits).toEqual([['a'], ['plan'], ['delete', 'b']])
    expect(names()).toEqual(['a', 'planned', 'b'])
  })
})
