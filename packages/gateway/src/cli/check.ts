import type { Command } from 'commander'
import pc from 'picocolors'
import { configurationExitCode } from '../config.ts'
import type { Findings } from '../journal/check/findings.ts'
import { JournalRefused, JournalUnavailable } from '../journal/errors.ts'
import { createProgress } from './progress.ts'

interface Options {
  readonly data: string
  readonly databaseUrl?: string
  readonly json?: boolean
}

const help = `
Reads all of the store and changes nothing; a gateway may go on meanwhile. Looks at its structure, at what refers to
nothing, and at the checksum of each stored request. Exit codes: 0 all is well, 1 something is damaged, 78 there is no
store.

Examples:
  countersign check --data /var/lib/countersign
  countersign check --database-url postgres://countersign@db.internal/countersign --json
`

/** `countersign check`: looks a whole store over. */
export function checkCommand(program: Command): void {
  program
    .command('check')
    .description('look the whole store over, and change nothing')
    .option('--data <DIR>', 'the data folder [COUNTERSIGN_DATA]', process.env.COUNTERSIGN_DATA ?? './data')
    .option('--database-url <URL>', 'postgres://… of a store in PostgreSQL [COUNTERSIGN_DATABASE_URL]')
    .option('--json', 'print what was found as JSON')
    .addHelpText('after', help)
    .action(async (options: Options) => {
      process.exitCode = await run(options)
    })
}

async function run({
  data,
  databaseUrl = process.env.COUNTERSIGN_DATABASE_URL,
  json,
}: Options): Promise<number> {
  const progress = createProgress(process.stderr, '')
  try {
    const findings = await look(databaseUrl, data, progress.show)
    progress.end()
    const ok = findings.damaged.length === 0 && findings.problems.length === 0
    process.stdout.write(json ? `${JSON.stringify({ ok, ...findings }, null, 2)}\n` : summary(findings, ok))
    return ok ? 0 : 1
  } catch (error) {
    progress.end()
    if (!(error instanceof JournalRefused || error instanceof JournalUnavailable)) throw error
    process.stderr.write(`${error.code}: ${error.message}\n`)
    return error instanceof JournalRefused ? configurationExitCode : 1
  }
}

async function look(
  url: string | undefined,
  data: string,
  onStep: (step: string, done: number, total: number) => void,
): Promise<Findings> {
  if (url === undefined) return (await import('../journal/check/sqlite.ts')).checkSqlite(data, onStep)
  return (await import('../journal/check/postgres.ts')).checkPostgres(url, onStep)
}

function summary({ checked, unchecked, damaged, problems, unnamed }: Findings, ok: boolean): string {
  const lines = [`${checked} stored requests were compared with their checksums.`]
  if (unchecked > 0) lines.push(`${unchecked} are from before there were checksums.`)
  for (const problem of problems) lines.push(`${pc.red('broken')}: ${problem}`)
  for (const id of damaged) lines.push(`${pc.red('damaged')}: ${id}`)
  if (unnamed > 0) lines.push(`${unnamed} more are broken or damaged, and not named here.`)
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
