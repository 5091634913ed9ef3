import { closeSync, openSync, readFileSync } from 'node:fs'
import { tooWide } from '../model/file-rights.ts'
import { rightsOf } from './rights-of.ts'

/** A file with a secret that others may write, or everybody may read. */
export class SecretFileUnsafe extends Error {
  override readonly name = 'SecretFileUnsafe'
  readonly code = 'ERR_SECRET_FILE_UNSAFE'
  constructor(path: string, why: string) {
    super(
      `ERR_SECRET_FILE_UNSAFE: ${path} is not read, because ${why}. Take that right away (chmod 600, or 440 with a group of its own), and consider a secret that others could read known.`,
    )
  }
}

/**
 * The text of a file that holds a secret, of whatever its symbolic links lead to: what is looked at is what is read.
 * Throws `SecretFileUnsafe`, and the system's errors.
 */
export function readSecretFile(path: string): string {
  const file = openSync(path, 'r')
  try {
    const why = tooWide(rightsOf(file), process.getuid?.() ?? null)
    if (why !== null) throw new SecretFileUnsafe(path, why)
    return readFileSync(file, 'utf8')
  } finally {
    closeSync(file)
  }
}
