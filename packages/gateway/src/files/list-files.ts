import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { FilesRefused } from './files-refused.ts'

/** All files together, in bytes: what one plan carries, and no more than is read in seconds. */
const mostBytes = 8 * 1024 * 1024

/** A file of a declared configuration. */
export interface TextFile {
  readonly path: string
  readonly text: string
}

/**
 * The text of a file, of standard input for `-`, or of all `.yaml`, `.yml` and `.json` in a folder and those below it, by
 * name; what begins with a dot is passed over. Throws FilesRefused.
 */
export function listFiles(path: string): readonly TextFile[] {
  if (path === '-') return [{ path, text: attempt(path, () => readUtf8(path)) }]
  const found = attempt(path, () => (statSync(path).isDirectory() ? below(path) : [path]))
  if (found.length === 0) throw new FilesRefused([`${path}: holds no .yaml, .yml or .json file.`])
  let bytes = 0
  return found.map((file) => {
    bytes += attempt(file, () => statSync(file).size)
    refuseLarge(file, bytes)
    return { path: file, text: attempt(file, () => readUtf8(file)) }
  })
}

function below(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(
      (name) => /\.(ya?ml|json)$/.test(name) && !name.split(/[\\/]/).some((part) => part.startsWith('.')),
    )
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile())
    .sort()
}

function readUtf8(file: string): string {
  const bytes = readFileSync(file === '-' ? 0 : file)
  refuseLarge(file, bytes.length)
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
}

function refuseLarge(file: string, bytes: number): void {
  if (bytes > mostBytes)
    throw new FilesRefused([`${file}: all files together are larger than ${mostBytes} bytes.`])
}

function attempt<Result>(path: string, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    if (error instanceof FilesRefused) throw error
    const why = (error as NodeJS.ErrnoException).code
    throw new FilesRefused([
      why === 'ERR_ENCODING_INVALID_ENCODED_DATA'
        ? `${path}: is not UTF-8.`
        : `${path}: cannot be read (${why}).`,
    ])
  }
}
