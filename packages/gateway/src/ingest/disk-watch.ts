import { statfs } from 'node:fs/promises'

/** Watches the free space of a disk, away from the requests. */
export interface DiskWatch {
  /** Less than the limit is free. */
  readonly low: boolean
  stop(): void
}

const everyMs = 1000

/**
 * Looks once a second. A look that fails leaves the last answer as it is; the store itself will say more.
 *
 * @param minFreeBytes - what must be free, for users without special rights
 */
export function watchDisk(folder: string, minFreeBytes: number): DiskWatch {
  const watch = { low: false, stop: () => clearInterval(timer) }
  const look = async (): Promise<void> => {
    const { bavail, bsize } = await statfs(folder)
    watch.low = bavail * bsize < minFreeBytes
  }
  const timer = setInterval(() => look().catch(() => undefined), everyMs)
  timer.unref()
  look().catch(() => undefined)
  return watch
}
