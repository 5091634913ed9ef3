/** The quickest of so many: what else the machine does makes a run dearer, and none cheaper. */
const tries = 2
/** What takes less CPU time at the larger size, in ms, tells nothing of how it grows. */
const leastMs = 2
/** A try repeats what is measured until it has taken so long, in ms: the clock of the kernel is coarse. */
const longEnoughMs = 4
/** Measured so often where it is more than is wanted: a busy machine makes it more, and never less. */
const attempts = 4

/** One run of what is measured: at once, or as a promise. */
export type Run = () => unknown

/** The CPU time of one run in ms: what others on the machine do is not in it. */
async function cpuOf(run: Run): Promise<number> {
  const begun = process.cpuUsage()
  for (let runs = 1; ; runs++) {
    const done = run()
    if (done instanceof Promise) await done
    const { user, system } = process.cpuUsage(begun)
    const ms = (user + system) / 1000
    if (ms >= longEnoughMs) return ms / runs
  }
}

async function leastCpuOf(run: Run): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let at = 0; at < tries; at++) least = Math.min(least, await cpuOf(run))
  return least
}

/**
 * The exponent by which the CPU time of something grows from one size to another, the least of a few where it is more than
 * is wanted; 0 where the larger is short.
 */
export async function exponentOf(
  [small, large]: readonly [number, number],
  wanted: number,
  make: (size: number) => Run,
): Promise<number> {
  const runs = { small: make(small), large: make(large) }
  let least = Number.POSITIVE_INFINITY
  for (let attempt = 0; attempt < attempts && least > wanted; attempt++) {
    // The larger first: where that is short, the other need not be measured.
    const ms = await leastCpuOf(runs.large)
    if (ms < leastMs) return 0
    least = Math.min(least, Math.log(ms / (await leastCpuOf(runs.small))) / Math.log(large / small))
  }
  return least
}
