import { randomBytes } from 'node:crypto'
import { schemes } from 'countersign/catalogue'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createCatalog } from '../../src/configuration/catalog.ts'
import { FilterFailures } from '../../src/configuration/filter-failures.ts'
import type { Snapshot } from '../../src/configuration/live.ts'
import { SnapshotBuilder } from '../../src/configuration/snapshot-builder.ts'
import type { Configuration, ConfigurationChange, Delta } from '../../src/model/configuration.ts'
import { configured, nothingSetUp } from '../../src/model/configuration.ts'
import { createSeal } from '../../src/seal/seal.ts'
import { anyChange } from '../journal/course-of-changes.ts'

const seal = createSeal(randomBytes(32))
const log = { warn: () => undefined, error: () => undefined }

function builder(): SnapshotBuilder {
  const failures = new FilterFailures(log, () => 0)
  return new SnapshotBuilder((sealed, boundTo) => seal.open(sealed, boundTo), null, log, failures, {
    catalog: createCatalog(schemes),
    keys: () => Promise.reject(new Error('nothing names a key')),
  })
}

/** What a journal would answer to a change. */
function applied(before: Configuration, change: ConfigurationChange): Delta {
  const numbered = <T extends object>(
    kind: 'sources' | 'destinations',
    things: readonly T[] = [],
  ): never[] => {
    const last = new Map(things.map((thing) => [(thing as { id: string }).id, thing]))
    let highest = before[kind].size
    return [...last].map(([id, thing]) => ({
      ...thing,
      number: before[kind].get(id)?.number ?? ++highest,
    })) as never[]
  }
  const destinations = numbered('destinations', change.destinations) as Delta['destinations']
  const removed = change.remove ?? []
  const left = <T extends { id: string }>(things: readonly T[] = []): T[] =>
    [...new Map(things.map((thing) => [thing.id, thing])).values()].filter(({ id }) => !removed.includes(id))
  return {
    from: before.epoch,
    epoch: before.epoch + 1,
    changes: before.changes + 1,
    sources: numbered('sources', change.sources),
    destinations,
    routes: left(change.routes),
    secrets: left(change.secrets),
    tokens: [],
    connections: [],
    lanes: destinations.flatMap(({ number, policy }) =>
      Array.from({ length: policy.shards ?? 1 }, (_, shard) => ({
        number: number * 10 + shard,
        destination: number,
        shard,
      })),
    ),
    removed,
  }
}

function whole(all: Configuration): Delta {
  const { epoch, changes, ...tables } = all
  const lists = Object.fromEntries(Object.entries(tables).map(([kind, table]) => [kind, [...table]]))
  return { from: null, epoch, changes, removed: [], ...lists } as unknown as Delta
}

/** Where events go, and whether what they meet can be used. */
function answers(snapshot: Snapshot): unknown {
  const numbers = Array.from({ length: 6 }, (_, n) => n)
  return numbers.map((n) => {
    const source = snapshot.source(`s${n}`)
    const destination = snapshot.destination(`d${n}`)
    return {
      source: source?.source,
      broken: source?.broken,
      byPath: snapshot.sourceByPath(`s${n}`)?.source.id,
      destination: destination?.destination,
      brokenDestination: destination?.broken,
      lanes: destination?.lanes,
      ofLane: snapshot.destinationOfLane(10 + n)?.destination.id,
      goes: numbers.map((type) => {
        const headers = { 'countersign-tenant': `t${type}` }
        const view = { source: '', type: `${type}`, verdict: 'published', size: 1, headers, json: () => ({}) }
        return (
          source && [
            snapshot.lanesFor(source, view).map(({ lane }) => Math.floor(lane / 10)),
            snapshot.leadsTo(source, `dst_d${n}`, view),
          ]
        )
      }),
    }
  })
}

test('a snapshot that took one delta after the other answers as one that was made of all', () => {
  fc.assert(
    fc.property(fc.array(anyChange, { minLength: 1, maxLength: 10 }), (course) => {
      const stepwise = builder()
      let configuration = { ...nothingSetUp, epoch: 0, changes: 0 }
      let snapshot = stepwise.build({ ...whole(configuration) })
      for (const change of course) {
        const delta = applied(configuration, change)
        configuration = configured(configuration, delta)
        snapshot = stepwise.build(delta)
      }
      expect(answers(snapshot)).toEqual(answers(builder().build(whole(configuration))))
    }),
    { numRuns: 100 },
  )
})
