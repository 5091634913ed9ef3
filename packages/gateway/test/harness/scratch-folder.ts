import { mkdtempSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Linux's file system in memory that everybody may write to. */
const inMemory = '/dev/shm'
/** Less room than this is left to others, and is what a container has: 64 MiB as a rule. */
const roomBytes = 4 * 2 ** 30

/**
 * Makes a folder for the stores of a test: in memory where the system has room for it, else in the temporary folder. A
 * commit waits some milliseconds for a disk, and the suite makes tens of thousands; what the gateway asks of a disk is
 * shown by the order of its system calls, and a process that is killed loses nothing of either. What is measured by a
 * benchmark lies on the disk.
 */
export function scratchFolder(prefix: string): string {
  return mkdtempSync(join(hasRoom() ? inMemory : tmpdir(), prefix))
}

function hasRoom(): boolean {
  if (process.platform !== 'linux' || process.env.VITEST === undefined) return false
  try {
    const { bavail, bsize } = statfsSync(inMemory)
    return bavail * bsize >= roomBytes
  } catch {
    return false
  }
}
