import { expect, test } from 'vitest'
import { inSlices } from '../../src/setup/in-slices.ts'

/** Ten steps, each as long as a slice and more. */
function* long(seen: () => void): Generator<void, 'made'> {
  for (let step = 0; step < 10; step++) {
    seen()
    const began = performance.now()
    while (performance.now() - began < 10);
    yield
  }
  return 'made'
}

test('of several that are worked at once one goes on in a round of the event loop', async () => {
  let round = 0
  let over = false
  const perRound = new Map<number, number>()
  const turn = (): void => {
    round++
    if (!over) setImmediate(turn)
  }
  setImmediate(turn)
  const all = Array.from({ length: 5 }, () =>
    inSlices(long(() => void perRound.set(round, (perRound.get(round) ?? 0) + 1))),
  )
  expect(await Promise.all(all)).toEqual(Array(5).fill('made'))
  over = true
  // All begin at once, before the first round.
  const { 0: first, ...later } = Object.fromEntries(perRound)
  expect(first).toBe(5)
  expect(Math.max(...Object.values(later))).toBeLessThanOrEqual(2)
})
