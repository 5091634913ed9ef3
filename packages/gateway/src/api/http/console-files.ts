import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'

/** A file of the console as it is sent. */
export interface ConsoleFile {
  readonly type: string
  readonly etag: string
  readonly plain: Buffer
  /** In Brotli, where the build has made that. */
  readonly brotli: Buffer | null
}

/** The console as it was built: the page, and the files that it names, by their names. */
export interface ConsoleFiles {
  readonly page: ConsoleFile
  readonly assets: ReadonlyMap<string, ConsoleFile>
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/**
 * Reads the built console into memory, once: some 30 files of 1 MB together, so that no request names a path on the
 * disk. Null where it has not been built.
 */
export function readConsoleFiles(folder: string): ConsoleFiles | null {
  if (!existsSync(join(folder, 'index.html'))) return null
  const assets = join(folder, 'assets')
  const names = readdirSync(assets).filter((name) => types[extname(name)] !== undefined)
  return {
    page: readConsoleFile(join(folder, 'index.html')),
    assets: new Map(names.map((name) => [name, readConsoleFile(join(assets, name))])),
  }
}

function readConsoleFile(path: string): ConsoleFile {
  const plain = readFileSync(path)
  return {
    type: types[extname(path)] ?? 'application/octet-stream',
    etag: `"${createHash('sha256').update(plain).digest('base64url').slice(0, 27)}"`,
    plain,
    brotli: existsSync(`${path}.br`) ? readFileSync(`${path}.br`) : null,
  }
}
