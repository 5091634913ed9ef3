import { randomFillSync } from 'node:crypto'

/** Bytes that are asked of the system at a time. */
const poolBytes = 4096

/**
 * Random bytes for ids, out of a pool: a call of the system for each is a part of what a long list costs. What is given
 * is nowhere else: its place in the pool is emptied. A process that is brought back twice from one image of its memory
 * gives the same bytes twice, until the pool is filled anew: nothing that must be secret is made of them.
 *
 * @param fill - default: the system's generator
 */
export function createPooledRandom(
  fill: (pool: Uint8Array<ArrayBuffer>) => void = randomFillSync,
): (bytes: number) => Uint8Array {
  const pool = new Uint8Array(poolBytes)
  let at = poolBytes
  return (bytes) => {
    if (bytes > poolBytes) {
      const own = new Uint8Array(bytes)
      fill(own)
      return own
    }
    if (at + bytes > poolBytes) {
      fill(pool)
      at = 0
    }
    const given = pool.slice(at, at + bytes)
    pool.fill(0, at, at + bytes)
    at += bytes
    return given
  }
}
