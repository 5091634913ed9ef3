import { execFile } from 'node:child_process'
import { mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const packages = fileURLToPath(new URL('../../..', import.meta.url))
const bundler = fileURLToPath(new URL('../../../../tools/bundle-gateway.js', import.meta.url))
const run = promisify(execFile)

/** What `npm pack` says of a tarball. */
export interface Packed {
  readonly name: string
  readonly file: string
  readonly files: readonly string[]
}

/** A user's environment: an empty home, and Node on the path; nothing of this checkout. */
export function strangersEnv(home: string, nodeFolder: string): Record<string, string> {
  // npm's cache alone is this machine's own, so that a run costs the registry nothing that it has given before.
  const cache = process.env.npm_config_cache ?? join(process.env.HOME ?? home, '.npm')
  return {
    HOME: home,
    PATH: [nodeFolder, '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter),
    npm_config_cache: cache,
    npm_config_prefer_offline: 'true',
    npm_config_update_notifier: 'false',
    npm_config_fund: 'false',
    npm_config_audit: 'false',
    NO_COLOR: '1',
  }
}

/** Packs the three packages that are published into a folder; answers what is in each. */
export async function packAll(to: string): Promise<readonly Packed[]> {
  await run(process.execPath, [bundler])
  const packed: Packed[] = []
  for (const name of ['countersign', 'gateway', 'simulators']) {
    const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', to]
    const { stdout } = await run('npm', args, {
      cwd: join(packages, name),
      env: strangersEnv(to, dirname(process.execPath)),
      maxBuffer: 64 * 1024 * 1024,
    })
    const parsed = JSON.parse(stdout)
    const [about] = Array.isArray(parsed) ? parsed : Object.values(parsed)
    const files = (about.files as { path: string }[]).map((file) => file.path)
    packed.push({ name: about.name, file: join(to, about.filename), files })
  }
  return packed
}

/** Whether there is a registry to install from. */
export async function registryAnswers(): Promise<boolean> {
  const env = { ...strangersEnv(tmpdir(), dirname(process.execPath)), npm_config_fetch_retries: '0' }
  return await run('npm', ['view', 'picocolors@1.1.1', 'version', '--prefer-online'], {
    env,
    timeout: 20_000,
  }).then(
    () => true,
    () => false,
  )
}

/** Bytes that a folder takes on this disk. */
export async function sizeOf(folder: string): Promise<number> {
  const { stdout } = await run('du', ['-sk', folder])
  return Number.parseInt(stdout, 10) * 1024
}

/** A folder that nobody has written to. */
export async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cs-packed-'))
  if ((await readdir(folder)).length > 0) throw new Error('The folder is not empty.')
  return folder
}
