import type { Command } from 'commander'
import { JournalRefused, JournalUnavailable } from '../journal/errors.ts'
import { configurationExitCode } from '../process/config.ts'

interface Options {
  readonly to?: string
  readonly role?: string
}

const help = `
For gateways whose role may not change the schema: run it as the owner before the first start, and before each newer
version. Without it a gateway does the same at its start, where its role may.

Example:
  countersign prepare-database --to postgres://countersign_owner@db.internal/countersign --role countersign
`

/** `countersign prepare-database`: the schema, made or brought up to date by its owner. */
export function prepareDatabaseCommand(program: Command): void {
  const command: Command = program
    .command('prepare-database')
    .description('bring the schema of a PostgreSQL database up to date, as its owner')
    .option('--to <URL>', 'postgres://…, as the role that owns the schema [COUNTERSIGN_DATABASE_URL]')
    .option('--role <NAME>', 'let this role use it, and change nothing of it')
    .addHelpText('after', help)
  command.action(async (options: Options) => {
    const to = options.to ?? process.env.COUNTERSIGN_DATABASE_URL
    if (to === undefined || !/^postgres(ql)?:\/\//.test(to))
      command.error('error: --to must be a postgres:// URL', { exitCode: 2 })
    process.exitCode = await run(to, options.role ?? null)
  })
}

async function run(url: string, role: string | null): Promise<number> {
  const { prepareDatabase } = await import('../journal/prepare/prepare-database.ts')
  try {
    const { mayChange } = await prepareDatabase({
      url,
      role,
      now: Date.now,
      onStep: ({ version, locks }) => process.stdout.write(`schema ${version}: ${locks}\n`),
    })
    process.stdout.write('The schema is up to date.\n')
    if (mayChange)
      process.stderr.write(
        'Warning: this role may change the schema all the same: it is a superuser, or the owner, or a member of it.\n',
      )
    return 0
  } catch (error) {
    if (!(error instanceof JournalRefused || error instanceof JournalUnavailable)) throw error
    process.stderr.write(`${error.code}: ${error.message}\n`)
    return error instanceof JournalRefused ? configurationExitCode : 1
  }
}
