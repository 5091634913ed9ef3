/** The quickest of so many: what else the machine does makes a run longer, and none shorter. */
const tries = 7
/** What takes less, in ms, tells nothing of how it grows. */
const leastMs = 1

/** As `exponentOf`, and the least of three where it is more than is wanted: a busy machine makes it more, and never less. */
export async function leastExponent(
  sizes: readonly number[],
  wanted: number,
  make: (size: number) => () => Promise<void>,
): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let at = 0; at < 3 && least > wanted; at++) least = Math.min(least, await exponentOf(sizes, make))
  return least
}

/** The exponent by which the time of something grows from the smallest to the largest of some sizes; 0 where it is short. */
async function exponentOf(
  sizes: readonly number[],
  make: (size: number) => () => Promise<void>,
): Promise<number> {
  const points: { readonly x: number; readonly y: number }[] = []
  for (const size of sizes) {
    const run = make(size)
    let least = Number.POSITIVE_INFINITY
    for (let at = 0; at < tries; at++) {
      const begun = performance.now()
      await run()
      least = Math.min(least, performance.now() - begun)
    }
    points.push({ x: Math.log(size), y: Math.log(Math.max(least, 0.001)) })
  }
  if ((points.at(-1)?.y ?? 0) < Math.log(leastMs)) return 0
  const mean = (of: 'x' | 'y'): number => points.reduce((sum, point) => sum + point[of], 0) / points.length
  const [x, y] = [mean('x'), mean('y')]
  const over = points.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0)
  return over / points.reduce((sum, point) => sum + (point.x - x) ** 2, 0)
}
