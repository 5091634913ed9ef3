/** Things by what they have alike, each group in their order. */
export function grouped<T, K>(things: readonly T[], by: (thing: T) => K): ReadonlyMap<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const thing of things) {
    const key = by(thing)
    const others = groups.get(key)
    if (others === undefined) groups.set(key, [thing])
    else others.push(thing)
  }
  return groups
}
