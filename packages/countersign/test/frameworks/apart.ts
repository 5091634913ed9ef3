import { execFile, execFileSync } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { userEnvironment } from '../runtimes/installed.ts'

const apart = (name: string): string =>
  fileURLToPath(new URL(`../../../../node_modules/.cache/apart/${name}`, import.meta.url))

/** The longest that an install may take, in ms: all SDKs took 174 s on a busy machine. */
export const installMs = 850_000

/** Whether Python and its installer are here. */
export function hasPip(): boolean {
  try {
    execFileSync('python3', ['-m', 'pip', '--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** As `installApart`, of packages of PyPI as `NAME==VERSION`: the folder is for `PYTHONPATH`. */
export async function installPythonApart(name: string, packages: readonly string[]): Promise<string> {
  const folder = apart(name)
  const manifest = packages.join('\n')
  const done = join(folder, 'done.txt')
  if ((await readFile(done, 'utf8').catch(() => undefined)) === manifest) return folder
  await mkdir(folder, { recursive: true })
  const args = ['-m', 'pip', 'install', '-q', '--upgrade', '-t', folder, ...packages]
  await promisify(execFile)('python3', args, { env: userEnvironment, timeout: installMs })
  await writeFile(done, manifest)
  return folder
}

/**
 * Installs packages that are too large for everybody's `npm ci` in a folder of their own, which is kept for the next
 * time: `node_modules/.cache/apart/NAME`. Other packages or versions than those of last time are installed anew. Answers the folder.
 */
export async function installApart(
  name: string,
  packages: Readonly<Record<string, string>>,
): Promise<string> {
  const folder = apart(name)
  const manifest = JSON.stringify({ private: true, type: 'module', dependencies: packages })
  const done = join(folder, 'done.json')
  if ((await readFile(done, 'utf8').catch(() => undefined)) === manifest) return folder
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), manifest)
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund']
  await promisify(execFile)('npm', args, { cwd: folder, env: userEnvironment, timeout: installMs })
  await writeFile(done, manifest)
  return folder
}
