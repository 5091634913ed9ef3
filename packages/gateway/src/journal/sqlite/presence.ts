import { statSync } from 'node:fs'
import { JournalUnavailable } from '../errors.ts'
import { journalFile } from './connection.ts'

/**
 * Looks whether the files that a store was opened with still lie where a start would find them. What is committed to
 * a file that was deleted or moved away is on no disk once this process ends. Two looks cost 5 µs a commit.
 *
 * The answer throws `JournalUnavailable`, `ERR_JOURNAL_GONE`; it is well again once the same files are back.
 */
export function createPresence(folder: string): () => void {
  const file = journalFile(folder)
  const opened = [file, `${file}-wal`].map((path) => ({ path, ...identity(path) }))
  return () => {
    for (const { path, device, inode } of opened) {
      const found = identity(path)
      if (found !== undefined && found.inode === inode && found.device === device) continue
      throw new JournalUnavailable(
        'ERR_JOURNAL_GONE',
        `The file ${path} was deleted, moved or replaced while the gateway had it open.`,
      )
    }
  }
}

function identity(path: string): { readonly device: number; readonly inode: number } | undefined {
  const found = statSync(path, { throwIfNoEntry: false })
  return found === undefined ? undefined : { device: found.dev, inode: found.ino }
}
