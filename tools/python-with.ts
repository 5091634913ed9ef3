import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

/**
 * A Python that has a module: the one of this machine, or one in a folder of its own, `node_modules/.cache/apart/python-NAME`,
 * which is kept for the next time. Null where there is none, for a test to say so.
 *
 * @param module - what is imported
 * @param requirement - what pip is asked for, such as `seatable-api==4.0.0`
 * @param install - whether to install it apart
 */
export async function pythonWith(
  module: string,
  requirement: string,
  install: boolean,
): Promise<string | null> {
  const has = async (python: string): Promise<boolean> =>
    await run(python, ['-c', `import ${module}`]).then(
      () => true,
      () => false,
    )
  if (await has('python3')) return 'python3'
  const folder = fileURLToPath(new URL(`../node_modules/.cache/apart/python-${module}`, import.meta.url))
  const [python, done] = [join(folder, 'bin/python'), join(folder, 'done')]
  if (existsSync(done)) return python
  const present = await run('python3', ['--version']).catch(() => null)
  if (!install || present === null) return null
  await run('python3', ['-m', 'venv', folder])
  await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', requirement])
  await writeFile(done, requirement)
  return python
}
