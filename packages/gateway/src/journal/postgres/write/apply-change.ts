import type { Configuration, ConfigurationChange, Unnumbered } from '../../../model/configuration.ts'
import type { Destination } from '../../../model/destination.ts'
import type { Lane } from '../../../model/lane.ts'
import { JournalConflict } from '../../errors.ts'

/**
 * The configuration after a change: new things numbered, lanes for each destination's shards, one change more (the
 * database names the new epoch).
 * Pure; whoever calls it holds the lock that makes changes come one after the other. Throws
 * `JournalConflict` where a name or path is taken.
 */
export function applyChange(before: Configuration, change: ConfigurationChange): Configuration {
  const removed = new Set(change.remove ?? [])
  const sources = numbered(before.sources, change.sources ?? [])
  const destinations = numbered(before.destinations, change.destinations ?? [])
  const living = sources.filter((source) => source.deletedAt === null)
  refuseTwice('source name', living, (source) => source.name)
  refuseTwice('source path', living, (source) => source.path)
  refuseTwice(
    'destination name',
    destinations.filter((destination) => destination.deletedAt === null),
    (destination) => destination.name,
  )
  return {
    epoch: before.epoch,
    changes: before.changes + 1,
    sources,
    destinations,
    routes: replaced(before.routes, change.routes ?? [], removed),
    secrets: replaced(before.secrets, change.secrets ?? [], removed),
    tokens: replaced(before.tokens, change.tokens ?? [], removed),
    connections: replaced(before.connections, change.connections ?? [], removed),
    lanes: withLanes(before.lanes, destinations),
  }
}

function numbered<T extends { id: string; number: number }>(
  before: readonly T[],
  changed: readonly Unnumbered<T>[],
): T[] {
  const all = [...before]
  const places = new Map(before.map((each, place) => [each.id, place]))
  // What is deleted stays as a tombstone, so the highest number there is was the last given out.
  let highest = before.reduce((most, each) => Math.max(most, each.number), 0)
  for (const each of changed) {
    // What is unnumbered becomes a T again with its number; TypeScript cannot follow Omit that far.
    const id = (each as unknown as { id: string }).id
    const place = places.get(id)
    const number = place === undefined ? ++highest : (all[place]?.number ?? ++highest)
    const whole = { ...each, number } as unknown as T
    if (place === undefined) {
      places.set(id, all.length)
      all.push(whole)
    } else all[place] = whole
  }
  return all
}

function replaced<T extends { id: string }>(
  before: readonly T[],
  changed: readonly T[],
  removed: ReadonlySet<string>,
): T[] {
  const all = new Map(before.map((each) => [each.id, each]))
  for (const each of changed) all.set(each.id, each)
  for (const id of removed) all.delete(id)
  return [...all.values()]
}

function refuseTwice<T extends { id: string }>(
  what: string,
  things: readonly T[],
  nameOf: (thing: T) => string,
): void {
  const met = new Set<string>()
  for (const thing of things) {
    const name = nameOf(thing)
    if (met.has(name)) throw new JournalConflict(`${what} "${name}"`)
    met.add(name)
  }
}

/** Lanes are added, never taken away: what waits in one that is no longer fed is still to be sent. */
function withLanes(before: readonly Lane[], destinations: readonly Destination[]): Lane[] {
  const met = new Map<number, number>()
  for (const { destination } of before) met.set(destination, (met.get(destination) ?? 0) + 1)
  let highest = before.reduce((most, lane) => Math.max(most, lane.number), 0)
  const lanes = [...before]
  for (const { number, policy } of destinations) {
    const shards = policy.shards ?? 1
    for (let shard = met.get(number) ?? 0; shard < shards; shard++)
      lanes.push({ number: ++highest, destination: number, shard })
  }
  return lanes
}
