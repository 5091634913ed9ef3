import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import type { Command } from 'commander'
import { startRefusal } from '../process/start-refusal.ts'
import { type InstalledFile, installation } from './install/installation.ts'
import { knownGateway, withKnown } from './install/known-gateway.ts'

interface Options extends Readonly<Record<string, unknown>> {
  readonly user?: boolean
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly root: string
}

const help = `
Shows every file before it writes any, and asks. What is there with another content is refused, and nothing is written
then; a sealing key that is there stays. Nothing is started: the commands that do it are printed at the end. All settings
of --config go along but secrets and the data folder, which is systemd's: /var/lib/countersign, or the user's own with
--user. Exit codes: 0 written or shown, 1 refused or not wanted, 78 the settings are wrong.

Examples:
  sudo countersign install --public-url https://hooks.example.com --dry-run
  sudo countersign install --public-url https://hooks.example.com
  countersign install --user --dry-run
`

/** `countersign install`: a service of systemd, with its sockets, settings and sealing key. */
export function installCommand(program: Command): void {
  const command: Command = withKnown(
    program.command('install').description('write the units, settings and key of a systemd service'),
  )
    .option('--user', 'a service of this user, not of the machine')
    .option('--dry-run', 'show what would be written, and write nothing')
    .option('--yes', 'write without asking')
    .option('--root <DIR>', 'write below this folder, as for an image', '/')
    .addHelpText('after', help)
  command.action(async (options: Options) => {
    try {
      process.exitCode = await install(command, options)
    } catch (error) {
      const refusal = startRefusal(error)
      if (refusal === null) throw error
      command.error(`error: ${refusal.sentence}`, { exitCode: 78 })
    }
  })
}

async function install(command: Command, options: Options): Promise<number> {
  const { user = false, dryRun = false, yes = false, root } = options
  const { known, settings, configured } = knownGateway(options, {})
  const scope = user ? 'user' : 'system'
  const files = installation({ known, settings, configured, scope, home: homedir() }).map((file) => ({
    ...file,
    path: join(root, file.path),
  }))
  for (const file of files) process.stdout.write(shown(file))
  const other = files.filter(
    (file) => !file.secret && existsSync(file.path) && readFileSync(file.path, 'utf8') !== file.text,
  )
  if (other.length > 0) {
    const paths = other.map(({ path }) => path).join(', ')
    command.error(`error: there with another content: ${paths}. Move it away, and install again.`, {
      exitCode: 1,
    })
  }
  if (dryRun) return 0
  if (!yes && !(await confirmed())) {
    process.stderr.write('Nothing was written. Say --yes, or answer y at a terminal.\n')
    return 1
  }
  for (const file of files) write(file)
  const systemctl = user ? 'systemctl --user' : 'systemctl'
  const units = files
    .map(({ path }) => path.split('/').at(-1) ?? '')
    .filter((name) => /\.(socket|service)$/.test(name))
  process.stdout.write(`Written. To start it:
${user ? '' : '  systemd-sysusers\n'}  ${systemctl} daemon-reload
  ${systemctl} enable --now ${units.join(' ')}
Keep a copy of the sealing key where no backup of the store goes.
`)
  return 0
}

function shown({ path, text, secret }: InstalledFile): string {
  if (!secret) return `--- ${path}\n${text}\n`
  return `--- ${path}\n${existsSync(path) ? '(is there, and stays)' : '(32 random bytes, not shown)'}\n\n`
}

function write({ path, text, mode, secret }: InstalledFile): void {
  if (secret && existsSync(path)) return
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text, { mode })
}

async function confirmed(): Promise<boolean> {
  if (!process.stdin.isTTY) return false
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await lines.question('Write these files? [y/N] ')
  lines.close()
  return /^y(es)?$/i.test(answer.trim())
}
