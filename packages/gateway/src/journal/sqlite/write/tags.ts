import { randomFillSync } from 'node:crypto'

/** Random tags of 32 bits, drawn from the operating system a page at a time. */
export function tagSource(): () => number {
  const pool = new Uint32Array(1024)
  let left = 0
  return () => {
    if (left === 0) {
      randomFillSync(pool)
      left = pool.length
    }
    return pool[--left] ?? 0
  }
}
