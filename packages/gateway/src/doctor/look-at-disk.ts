import { randomUUID } from 'node:crypto'
import { open, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { type Finding, sayBytes, wellFound } from '../model/finding.ts'

/** What is known of the disk of the data folder. */
export interface DiskFacts {
  readonly freeBytes: number
  readonly totalBytes: number
  /** A file system in memory, which the end of the machine empties. */
  readonly inMemory: boolean
  /** How long a small write took to be on disk, in ms: the median of a few. */
  readonly syncMs: number
}

/** `TMPFS_MAGIC` and `RAMFS_MAGIC` of linux/magic.h. */
const memoryTypes: ReadonlySet<number> = new Set([0x01_02_19_94, 0x85_84_58_f6])
const syncs = 5
/** Above this each commit is felt, in ms: what waits is committed together, so that the rate holds and the answers wait. */
const slowSyncMs = 25

/** Measures the disk of a folder: writes a small file a few times, and takes it away. */
export async function measureDisk(folder: string, elapsed: () => number): Promise<DiskFacts> {
  const { bavail, blocks, bsize, type } = await statfs(folder)
  const file = join(folder, `.doctor-${randomUUID()}`)
  const times: number[] = []
  const handle = await open(file, 'wx', 0o600)
  try {
    for (let n = 0; n < syncs; n++) {
      const begun = elapsed()
      await handle.write(Buffer.alloc(4096, n + 1))
      await handle.datasync()
      times.push(elapsed() - begun)
    }
  } finally {
    await handle.close()
    await rm(file, { force: true })
  }
  return {
    freeBytes: bavail * bsize,
    totalBytes: blocks * bsize,
    inMemory: memoryTypes.has(type),
    syncMs: times.sort((a, b) => a - b)[Math.floor(syncs / 2)] ?? 0,
  }
}

/**
 * What the facts mean.
 *
 * @param minFreeBytes - below it callers are answered 503
 * @param holdsEvents - the store lies there; else only keys and tokens do
 */
export function lookAtDisk(facts: DiskFacts, minFreeBytes: number, holdsEvents: boolean): Finding[] {
  const { freeBytes, totalBytes, inMemory, syncMs } = facts
  const free = `${sayBytes(freeBytes)} of ${sayBytes(totalBytes)} are free for the data folder.`
  const cure =
    'Make room, or have the data folder lie on a larger disk; keep-payloads and keep-events say what stays.'
  const findings: Finding[] = [
    freeBytes < minFreeBytes && holdsEvents
      ? { check: 'disk', state: 'bad', says: `${free} Callers are answered 503.`, cure }
      : freeBytes < 2 * minFreeBytes && holdsEvents
        ? {
            check: 'disk',
            state: 'warn',
            says: `${free} Below ${sayBytes(minFreeBytes)} callers are answered 503.`,
            cure,
          }
        : wellFound('disk', free),
  ]
  if (!holdsEvents) return findings
  const took = `A small write is on disk after ${syncMs < 1 ? syncMs.toFixed(2) : Math.round(syncMs)} ms.`
  if (inMemory)
    findings.push({
      check: 'fsync',
      state: 'bad',
      says: 'The data folder lies in memory: what was answered is lost when the machine ends.',
      cure: 'Have it lie on a disk: --data, or a volume of the container.',
    })
  else if (syncMs > slowSyncMs)
    findings.push({
      check: 'fsync',
      state: 'warn',
      says: `${took} Each answer waits for one.`,
      cure: 'Look who else writes there, or use a faster disk; a disk behind a network is slow at this.',
    })
  else findings.push(wellFound('fsync', took))
  return findings
}
