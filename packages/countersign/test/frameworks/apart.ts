import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { userEnvironment } from '../runtimes/installed.ts'

/**
 * Installs packages that are too large for everybody's `npm ci` in a folder of their own, which is kept for the next
 * time: `node_modules/.cache/apart/NAME`. Other packages or versions than those of last time are installed anew. Answers the folder.
 */
export async function installApart(
  name: string,
  packages: Readonly<Record<string, string>>,
): Promise<string> {
  const folder = fileURLToPath(new URL(`../../../../node_modules/.cache/apart/${name}`, import.meta.url))
  const manifest = JSON.stringify({ private: true, type: 'module', dependencies: packages })
  const done = join(folder, 'done.json')
  if ((await readFile(done, 'utf8').catch(() => undefined)) === manifest) return folder
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), manifest)
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund']
  await promisify(execFile)('npm', args, { cwd: folder, env: userEnvironment, timeout: 280_000 })
  await writeFile(done, manifest)
  return folder
}
