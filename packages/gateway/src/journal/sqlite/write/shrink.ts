import type { DatabaseSync } from 'node:sqlite'

/** Free pages that are kept for what comes next: at least so many (4 MiB), and this share of the file. */
const leastKept = 1024
const keptShare = 0.1
/** About 5 ms. */
const pagesPerStep = 256

/**
 * Gives free pages back to the file system where there are more than the file will soon need; answers whether
 * there still are. A file that was made without auto-vacuum keeps them, and uses them again.
 */
export function createShrink(db: DatabaseSync): () => boolean {
  const canShrink = db.prepare('pragma auto_vacuum').get()?.auto_vacuum === 2
  const free = db.prepare('pragma freelist_count')
  const all = db.prepare('pragma page_count')
  const shrink = db.prepare(`pragma incremental_vacuum(${pagesPerStep})`)
  const hasMany = (): boolean => {
    const kept = Math.max(leastKept, keptShare * Number(all.get()?.page_count))
    return Number(free.get()?.freelist_count) > kept
  }
  return () => {
    if (!canShrink || !hasMany()) return false
    shrink.all()
    return hasMany()
  }
}
