import { availableParallelism } from 'node:os'

/**
 * Bounds for the gateway's heap, which uses some 30 MiB. An event lives for the few ms of its commit and its
 * delivery, and V8 would let the young generation of them grow to 100 MiB. With 8 instead of 16 it is collected twice
 * as often, and each time what is under way is copied: 6 to 13 % more CPU an event, for 7 to 18 MiB less. Below a
 * limit of 2 GiB V8 also lets the old generation grow in smaller steps: 40 MiB
 * less behind a backlog. Then it looks through the old generation at each 40 %, more than once a second at 5,000
 * events a second; at each 100 % the p99 was 4 ms less, for 8 MiB. What `node` itself is given comes after and
 * counts.
 */
export const gatewayFlags: readonly string[] = [
  '--max-semi-space-size=16',
  '--max-old-space-size=512',
  '--heap-growing-percent=100',
  `--v8-pool-size=${collectors(availableParallelism())}`,
]

/**
 * The gateway's threads hand buffers to each other, and glibc gives each thread a heap of its own that keeps what
 * was freed: with two heaps for all it is 25 MiB less at 5,000 events a second. One heap saved no more, and some
 * runs that shared it had a p99 of 35 ms instead of 15.
 */
export const gatewayVariables: Readonly<Record<string, string>> = { MALLOC_ARENA_MAX: '2' }

/**
 * Threads that collect garbage beside the main thread, four unless V8 is told: on two cores they took both from all
 * else at once, and the p99 at 5,000 events a second was 6 ms more than with one.
 */
function collectors(cores: number): number {
  return Math.max(1, Math.min(4, cores - 1))
}
