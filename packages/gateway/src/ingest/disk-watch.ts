import { statfs } from 'node:fs/promises'

/** Watches the free space of a disk, away from the requests. */
export interface DiskWatch {
  /** Less than the limit is free. */
  readonly low: boolean
  stop(): void
}

const everyMs = 1000

/**
 * Looks once a second. A look that fails leaves the last answer as it is; the store itself will say more. What was low
 * is no longer when a sixteenth more is free, so that a disk at the limit is not told of each second.
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
    const low = free < (watch.low ? minFreeBytes * (17 / 16) : minFreeBytes)
    if (low !== watch.low) onChange(low, free)
    watch.low = low
  }
  const timer = setInterval(() => look().catch(() => undefined), everyMs)
  timer.unref()
  look().catch(() => undefined)
  return watch
}
