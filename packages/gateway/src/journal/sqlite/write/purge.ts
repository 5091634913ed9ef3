import { closeSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { journalFile } from '../connection.ts'
import type { WriteAheadLog } from './log.ts'
import { gapOf, mostPages, type PageLayout, pageLayout } from './page-gaps.ts'

/** Pages that one step looks at: about 10 ms. */
const pagesPerStep = 2048
const pagesAtOnce = 128
/** How long a step may wait for readers of the log, in ms. */
const readersMs = 50

/** Removes from the files what has been taken out of the tables. */
export interface Purge {
  /** Begins anew, from the first page. */
  begin(): void
  /** Outside of a transaction, on the thread that writes. */
  step(): 'more' | 'wait' | 'done'
  close(): void
}

/**
 * `secure_delete` overwrites what is deleted with zeros, free pages too. Two places remain: the log, which is
 * cut to nothing, and the unallocated space within pages, where SQLite leaves behind what it moved to another
 * page (of 20,000 rows that came and went, 11 were still to be found). That space is overwritten in the file
 * itself. It belongs to nobody, whatever is read or written meanwhile; and nobody writes: the log is empty, no
 * other process may write here, and this thread does nothing else until the step is over. The page cache of
 * this connection, the only one that writes, is given up before, so that none of it comes back.
 */
export function createPurge(db: DatabaseSync, folder: string, log: Pick<WriteAheadLog, 'emptyLog'>): Purge {
  // Stays open: closing it would end every POSIX lock that this process holds on the file.
  let file: number | null = null
  let next = 1
  let passes = 0

  return {
    begin: () => {
      next = 1
      passes = 0
    },
    step: () => {
      if (!log.emptyLog(readersMs)) return 'wait'
      db.exec('pragma shrink_memory')
      file ??= openSync(journalFile(folder), 'r+')
      const header = Buffer.alloc(100)
      readSync(file, header, 0, 100, 0)
      const layout = pageLayout(header)
      if (layout.pages >= mostPages) throw new RangeError('the store is too large to be purged')
      const end = Math.min(next + pagesPerStep, layout.pages + 1)
      for (; next < end; next += pagesAtOnce) {
        clear(file, layout, next, Math.min(pagesAtOnce, end - next))
      }
      next = end
      if (next <= layout.pages) return 'more'
      passes += 1
      // Between two steps SQLite may exchange the numbers of two pages that it balances, one ahead of the walk
      // and one behind it.
      if (passes < 2 && layout.pages > pagesPerStep) {
        next = 1
        return 'more'
      }
      fsyncSync(file)
      return 'done'
    },
    close: () => {
      if (file !== null) closeSync(file)
      file = null
    },
  }
}

function clear(file: number, layout: PageLayout, first: number, count: number): void {
  const { pageBytes } = layout
  const start = (first - 1) * pageBytes
  const read = Buffer.alloc(count * pageBytes)
  const length = readSync(file, read, 0, read.length, start)
  const zeros = Buffer.alloc(pageBytes)
  for (let at = 0; at + pageBytes <= length; at += pageBytes) {
    const page = read.subarray(at, at + pageBytes)
    const gap = gapOf(page, first + at / pageBytes, layout)
    if (gap === null) continue
    const [from, to] = gap
    if (page.compare(zeros, 0, to - from, from, to) === 0) continue
    writeSync(file, zeros, 0, to - from, start + at + from)
  }
}
