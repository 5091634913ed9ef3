import { statfs } from 'node:fs/promises'

/** Watches the free space of a disk, away from the requests. */
export interface DiskWatch {
  /** Less than the limit is free. */
  readonly low: boolean
  stop(): void
}

const everyMs = 1000

/** Whether so little is free that it is low; what was so is no longer when a sixteenth more is free. */
export function isLow(freeBytes: number, minFreeBytes: number, was: boolean): boolean {
  return freeBytes < (was ? minFreeBytes * (17 / 16) : minFreeBytes)
}

/**
 * Looks once a second. A look that fails leaves the last answer as it is; the store itself will say more. See
 * `isLow` for why a disk at the limit is not told of each second.
 *
 * @param minFreeBytes - what must be free, for users without special rights
 * @param onChange - told when it becomes low, and when it no longer is
 */
export function watchDisk(
  folder: string,
  minFreeBytes: number,
  onChange: (low: boolean, freeBytes: number) => void,
): DiskWatch {
  const watch = { low: false, stop: () => clearInterval(timer) }
  const look = async (): Promise<void> => {
    const { bavail, bsize } = await statfs(folder)
    const free = bavail * bsize
    const low = isLow(free, minFreeBytes, watch.low)
    if (low !== watch.low) onChange(low, free)
    watch.low = low
  }
  const timer = setInterval(() => look().catch(() => undefined), everyMs)
  timer.unref()
  look().catch(() => undefined)
  return watch
}
