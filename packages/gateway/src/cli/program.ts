import { Command, CommanderError } from 'commander'
import { version } from '../process/version.ts'
import { applyCommand } from './apply.ts'
import { auditLogCommand } from './audit-log.ts'
import { backupCommand } from './backup.ts'
import { checkCommand } from './check.ts'
import { connectCommand } from './connect.ts'
import { connectionCommand } from './connection.ts'
import { deliveryCommand } from './delivery.ts'
import { destinationCommand } from './destination.ts'
import { devCommand } from './dev.ts'
import { diffCommand } from './diff.ts'
import { disconnectCommand } from './disconnect.ts'
import { doctorCommand } from './doctor.ts'
import { erasureCommand } from './erasure.ts'
import { eventCommand } from './event.ts'
import { explainCommand } from './explain.ts'
import { exportCommand } from './export.ts'
import { installCommand } from './install.ts'
import { listenCommand } from './listen.ts'
import { loginCommand } from './login.ts'
import { migrateStoreCommand } from './migrate-store.ts'
import { personCommand } from './person.ts'
import { prepareDatabaseCommand } from './prepare-database.ts'
import { printCommand } from './print.ts'
import { pullCommand } from './pull.ts'
import { rejectionCommand } from './rejection.ts'
import { replayCommand } from './replay.ts'
import { restoreCommand } from './restore.ts'
import { routeCommand } from './route.ts'
import { schemeCommand } from './scheme.ts'
import { schemesCommand } from './schemes.ts'
import { sendCommand } from './send.ts'
import { serveCommand } from './serve.ts'
import { signCommand } from './sign.ts'
import { simulateCommand } from './simulate.ts'
import { sourceCommand } from './source.ts'
import { statsCommand } from './stats.ts'
import { statusCommand } from './status.ts'
import { tokenCommand } from './token.ts'
import { vectorsCommand } from './vectors.ts'
import { verifyCommand } from './verify.ts'

/** Every command, one a file. */
const commands: readonly ((program: Command) => void)[] = [
  serveCommand,
  devCommand,
  signCommand,
  verifyCommand,
  explainCommand,
  sendCommand,
  vectorsCommand,
  connectCommand,
  disconnectCommand,
  connectionCommand,
  simulateCommand,
  migrateStoreCommand,
  prepareDatabaseCommand,
  checkCommand,
  backupCommand,
  restoreCommand,
  installCommand,
  printCommand,
  schemesCommand,
  schemeCommand,
  sourceCommand,
  destinationCommand,
  routeCommand,
  eventCommand,
  deliveryCommand,
  pullCommand,
  listenCommand,
  replayCommand,
  rejectionCommand,
  erasureCommand,
  tokenCommand,
  personCommand,
  auditLogCommand,
  applyCommand,
  diffCommand,
  exportCommand,
  loginCommand,
  statsCommand,
  statusCommand,
  doctorCommand,
]

const help = `
Exit codes: 0 done, 1 failed or refused, 2 wrong usage, 78 wrong configuration.

Examples:
  countersign serve --source webex=webex --secret-env WEBEX_SECRET --forward http://127.0.0.1:3000/hook
  countersign send webex http://127.0.0.1:10007/in/webex --secret-env WEBEX_SECRET
  countersign event list --json
`

/** The command line. */
export function createProgram(): Command {
  const program = new Command('countersign')
    .description('Every webhook verified, none lost.')
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .addHelpText('after', help)
    // Thrown instead of exiting, so that what was written is flushed. Commands inherit it.
    .exitOverride()
  for (const add of commands) add(program)
  return program
}

/** Runs one command line, and sets the exit code: 2 for what is not understood. */
export async function run(argv: readonly string[]): Promise<void> {
  // A reader that has seen enough, such as `| head`, is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
  try {
    await createProgram().parseAsync(argv)
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    // Commander ends wrong usage with 1; a command of ours that names a code means it.
    const usage = error.exitCode === 1 && error.code !== 'commander.error'
    process.exitCode = usage ? 2 : error.exitCode
  }
}
