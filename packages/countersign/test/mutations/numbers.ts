/** A whole number below another. */
export type Numbers = (below: number) => number

/** Numbers from a seed: xorshift of 32 bits, which is enough to choose places and bytes. */
export function numbersFrom(seed: number): Numbers {
  let state = seed | 0 || 1
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

/** One of a list, which must hold something. */
export function oneOf<Item>(items: readonly Item[], number: Numbers): Item {
  return items[number(items.length)] as Item
}
