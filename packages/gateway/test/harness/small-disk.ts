import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A file system of so many MiB in memory, mounted on a folder of its own; a sentence where that cannot be had. */
export function mountSmallDisk(mebibytes: number): { folder: string; unmount(): void } | string {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'a small disk needs Linux and root'
  const folder = mkdtempSync(join(tmpdir(), 'countersign-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', folder], { stdio: 'pipe' })
  } catch {
    rmdirSync(folder)
    return 'this system does not let root mount a tmpfs'
  }
  return {
    folder,
    unmount: () => {
      // Lazily: whoever looks at it at this moment does not keep it.
      execFileSync('umount', ['-l', folder])
      rmdirSync(folder)
    },
  }
}
