import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import pc from 'picocolors'
import { JournalRefused, JournalUnavailable } from '../journal/errors.ts'
import type { Comparison } from '../journal/transfer/compare.ts'
import type { TransferProgress } from '../journal/transfer/transfer.ts'
import { counted } from '../model/counted.ts'
import { printableJson } from '../model/printable.ts'
import { configurationExitCode, SettingsRefused } from '../process/config.ts'
import { storeSettings } from './options/store-settings.ts'
import { createProgress } from './shown/progress.ts'

interface Options {
  readonly from: string
  readonly to?: string
  readonly json?: boolean
}

const help = `
Stop the gateway first; its data folder is only read, and stays as it is. What is broken off goes on where it
was when the same command runs again. At the end both sides are read and compared, by counts and hashes.

Examples:
  countersign migrate-store --from .countersign --to postgres://countersign@db.internal/countersign
  COUNTERSIGN_DATABASE_URL=postgres://… countersign migrate-store --from .countersign

Then give every gateway the same --database-url, and the data folder's key and token:
COUNTERSIGN_KEY_FILE=.countersign/key COUNTERSIGN_ADMIN_TOKEN_FILE=.countersign/token.
`

/** `countersign migrate-store`: from the embedded store to PostgreSQL. */
export function migrateStoreCommand(program: Command): void {
  const command: Command = program
    .command('migrate-store')
    .description('copy a data folder into a PostgreSQL database, and compare the two')
    .requiredOption('--from <DIR>', 'the data folder of a gateway that is stopped')
    .option('--to <URL>', 'postgres://…, an empty database [COUNTERSIGN_DATABASE_URL]')
    .option('--json', 'print what was compared as JSON')
    .addHelpText('after', help)
  command.action(async (options: Options) => {
    const to = target(options.to)
    if (to === null) command.error('error: --to must be a postgres:// URL', { exitCode: 2 })
    process.exitCode = await run(options, to)
  })
}

/** The database, or null where none is named, or something else. */
function target(to: string | undefined): string | null {
  try {
    return storeSettings({ databaseUrl: to }).databaseUrl
  } catch (error) {
    if (error instanceof SettingsRefused) return null
    throw error
  }
}

async function run(options: Options, to: string): Promise<number> {
  const { transfer } = await import('../journal/transfer/transfer.ts')
  const { TransferDiffers } = await import('../journal/transfer/compare.ts')
  const bar = createProgress(process.stderr, 'rows')
  const onProgress = ({ step, table, done, total }: TransferProgress) =>
    bar.show(`${step} ${table}`, done, total)
  try {
    const compared = await transfer({ from: options.from, to, now: Date.now, onProgress })
    bar.end()
    process.stdout.write(
      options.json ? `${printableJson(compared, 2)}\n` : summary(compared) + handOver(options.from),
    )
    return 0
  } catch (error) {
    bar.end()
    if (error instanceof JournalRefused) {
      process.stderr.write(`${error.code}: ${error.message}\n`)
      return configurationExitCode
    }
    if (error instanceof JournalUnavailable) {
      process.stderr.write(`${error.code}: ${error.message} Run the command again to go on.\n`)
      return 1
    }
    if (!(error instanceof TransferDiffers)) throw error
    process.stderr.write(`${error.message} Begin again with an empty database.\n`)
    return 1
  }
}

function summary(compared: readonly Comparison[]): string {
  const rows = compared.reduce((sum, { rows }) => sum + rows, 0)
  const lines = compared
    .filter(({ rows }) => rows > 0)
    .map(
      ({ table, rows, hash }) =>
        `${table.padEnd(12)} ${String(rows).padStart(12)}  ${pc.dim(hash.slice(0, 16))}`,
    )
  return `${lines.join('\n')}\n${pc.green('equal')}: ${counted(rows, 'row')} in ${counted(compared.length, 'table')}\n`
}

/** What gateways on the database must be given, of which none makes its own. */
function handOver(from: string): string {
  const given = [
    ['COUNTERSIGN_KEY_FILE', 'key'],
    ['COUNTERSIGN_ADMIN_TOKEN_FILE', 'token'],
  ].flatMap(([variable = '', name = '']) => {
    const path = resolve(join(from, name))
    return existsSync(path) ? [`  ${variable}=${path}\n`] : []
  })
  return given.length === 0 ? '' : `Give every gateway on it the folder's own:\n${given.join('')}`
}
