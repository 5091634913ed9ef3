import { isDeepStrictEqual } from 'node:util'
import type { Configuration, Delta } from '../model/configuration.ts'
import type { Key } from '../model/table.ts'

/**
 * What leads from a configuration to one that was read whole, so that what has not changed is taken over: its keys are
 * opened, and what is sent to it goes on undisturbed. It walks through all, as the reading has. The whole itself where
 * something is gone that is never taken away: then the store is one of before, and its numbers may mean other things.
 */
export function difference(before: Configuration, whole: Delta): Delta {
  const numbered = [before.sources, before.destinations]
  const still = [whole.sources, whole.destinations].every((things, at) => {
    const numbers = new Map(things.map(({ id, number }) => [id, number]))
    return [...(numbered[at] ?? [])].every(({ id, number }) => numbers.get(id) === number)
  })
  if (!still || whole.lanes.length < before.lanes.size) return whole
  return {
    ...whole,
    from: before.epoch,
    sources: changed(before.sources, whole.sources),
    destinations: changed(before.destinations, whole.destinations),
    routes: changed(before.routes, whole.routes),
    secrets: changed(before.secrets, whole.secrets),
    tokens: changed(before.tokens, whole.tokens),
    connections: changed(before.connections, whole.connections),
    lanes: whole.lanes.filter(({ number }) => before.lanes.get(number) === undefined),
    removed: [
      ...gone(before.routes, whole.routes),
      ...gone(before.secrets, whole.secrets),
      ...gone(before.tokens, whole.tokens),
      ...gone(before.connections, whole.connections),
    ],
  }
}

interface Known<T> extends Iterable<T> {
  get(id: Key): T | undefined
}

function changed<T extends { readonly id: string }>(known: Known<T>, things: readonly T[]): T[] {
  return things.filter((thing) => !isDeepStrictEqual(known.get(thing.id), thing))
}

function gone<T extends { readonly id: string }>(known: Known<T>, things: readonly T[]): string[] {
  const there = new Set(things.map(({ id }) => id))
  return [...known].flatMap(({ id }) => (there.has(id) ? [] : [id]))
}
