import { fstatSync, statfsSync } from 'node:fs'
import type { FileRights } from '../model/file-rights.ts'

/** tmpfs and ramfs, in which Kubernetes, Docker Swarm and Podman mount secrets. */
const inMemory: ReadonlySet<number> = new Set([0x01021994, 0x858458f6])

/** The rights of an open file: of that which is read, whatever its name leads to by now. */
export function rightsOf(file: number): FileRights {
  const stat = fstatSync(file)
  const { mode, uid } = stat
  return { mode, uid, regular: stat.isFile(), mounted: uid === 0 && isInMemory(file) }
}

function isInMemory(file: number): boolean {
  if (process.platform !== 'linux') return false
  try {
    return inMemory.has(statfsSync(`/proc/self/fd/${file}`).type)
  } catch {
    return false
  }
}
