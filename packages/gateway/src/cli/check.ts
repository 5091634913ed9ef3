import type { Command } from 'commander'
import pc from 'picocolors'
import type { Findings } from '../journal/check/findings.ts'
import { JournalUnavailable } from '../journal/errors.ts'
import { counted } from '../model/counted.ts'
import { printableJson } from '../model/printable.ts'
import { configurationExitCode } from '../process/config.ts'
import { startRefusal } from '../process/start-refusal.ts'
import { storeSettings } from './options/store-settings.ts'
import { createProgress } from './shown/progress.ts'

interface Options {
  readonly data?: string
  readonly databaseUrl?: string
  readonly json?: boolean
}

const help = `
Reads all of the store and changes nothing; a gateway may go on meanwhile. Looks at its structure, at what refers to
nothing, and at the checksum of each stored request. Without --data and --database-url it is the store that 'serve'
would use here. Exit codes: 0 all is well, 1 something is damaged, 78 there is no store.

Examples:
  countersign check --data /var/lib/countersign
  countersign check --database-url postgres://countersign@db.internal/countersign --json
`

/** `countersign check`: looks a whole store over. */
export function checkCommand(program: Command): void {
  program
    .command('check')
    .description('look the whole store over, and change nothing')
    .option('--data <DIR>', 'the data folder [COUNTERSIGN_DATA] (default: .countersign)')
    .option('--database-url <URL>', 'postgres://… of a store in PostgreSQL [COUNTERSIGN_DATABASE_URL]')
    .option('--json', 'print what was found as JSON')
    .addHelpText('after', help)
    .action(async (options: Options) => {
      process.exitCode = await run(options)
    })
}

async function run({ data, databaseUrl, json }: Options): Promise<number> {
  const progress = createProgress(process.stderr, '')
  try {
    const findings = await look({ data, databaseUrl }, progress.show)
    progress.end()
    const ok = findings.damaged.length === 0 && findings.problems.length === 0
    process.stdout.write(json ? `${printableJson({ ok, ...findings }, 2)}\n` : summary(findings, ok))
    return ok ? 0 : 1
  } catch (error) {
    progress.end()
    if (error instanceof JournalUnavailable) {
      process.stderr.write(`${error.code}: ${error.message}\n`)
      return 1
    }
    const refusal = startRefusal(error)
    if (refusal === null) throw error
    process.stderr.write(`${refusal.sentence}\n`)
    return configurationExitCode
  }
}

/** Looks where the command line says; where it says nothing, where `serve` would keep its store. */
async function look(
  given: { readonly data: string | undefined; readonly databaseUrl: string | undefined },
  onStep: (step: string, done: number, total: number) => void,
): Promise<Findings> {
  const { data, databaseUrl } = storeSettings(given)
  if (databaseUrl === null) return (await import('../journal/check/sqlite.ts')).checkSqlite(data, onStep)
  return (await import('../journal/check/postgres.ts')).checkPostgres(databaseUrl, onStep)
}

function summary({ checked, unchecked, damaged, problems, unnamed }: Findings, ok: boolean): string {
  const lines = [
    `${counted(checked, 'stored request was compared with its checksum', 'stored requests were compared with their checksums')}.`,
  ]
  if (unchecked > 0) lines.push(`${counted(unchecked, 'is', 'are')} from before there were checksums.`)
  for (const problem of problems) lines.push(`${pc.red('broken')}: ${problem}`)
  for (const id of damaged) lines.push(`${pc.red('damaged')}: ${id}`)
  if (unnamed > 0)
    lines.push(`${counted(unnamed, 'more is', 'more are')} broken or damaged, and not named here.`)
  if (ok) lines.push(pc.green('All is well.'))
  if (damaged.length > 0)
    lines.push(
      'What is damaged is not delivered, shown or replayed. Have its sender send it again, or restore a backup; then look at the disk.',
    )
  if (problems.length > 0)
    lines.push(
      'What is broken does not mend itself: stop the gateway, keep a copy of its files, and restore the last backup.',
    )
  return `${lines.join('\n')}\n`
}
