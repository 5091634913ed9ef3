/** The quickest of so many: what else the machine does makes a run dearer, and none cheaper. */
const tries = 4
/** What takes less CPU time at the largest size, in ms, tells nothing of how it grows. */
const leastMs = 2
/** A try repeats what is measured until it has taken so long, in ms: the clock of the kernel is coarse. */
const longEnoughMs = 4

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

/** The CPU time of one run in ms: what others on the machine do is not in it. */
async function cpuOf(run: () => Promise<void>): Promise<number> {
  const begun = process.cpuUsage()
  for (let runs = 1; ; runs++) {
    await run()
    const { user, system } = process.cpuUsage(begun)
    const ms = (user + system) / 1000
    if (ms >= longEnoughMs) return ms / runs
  }
}

/** The exponent by which the CPU time of something grows from the smallest to the largest of some sizes; 0 where it is short. */
async function exponentOf(
  sizes: readonly number[],
  make: (size: number) => () => Promise<void>,
): Promise<number> {
  const points: { readonly x: number; readonly y: number }[] = []
  // The largest first: where that is short, the others need not be measured.
  for (const size of [...sizes].sort((one, other) => other - one)) {
    const run = make(size)
    let least = Number.POSITIVE_INFINITY
    for (let at = 0; at < tries; at++) least = Math.min(least, await cpuOf(run))
    if (points.length === 0 && least < leastMs) return 0
    points.push({ x: Math.log(size), y: Math.log(least) })
  }
  const mean = (of: 'x' | 'y'): number => points.reduce((sum, point) => sum + point[of], 0) / points.length
  const [x, y] = [mean('x'), mean('y')]
  const over = points.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0)
  return over / points.reduce((sum, point) => sum + (point.x - x) ** 2, 0)
}
