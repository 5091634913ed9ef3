import { Command, CommanderError } from 'commander'
import { version } from '../process/version.ts'

/** Adds a command to a program. */
type Add = (program: Command) => void

/** Every command by its name, one a file, and loaded when it is asked for: a start needs one of them. */
const commands: Readonly<Record<string, () => Promise<Add>>> = {
  serve: async () => (await import('./serve.ts')).serveCommand,
  dev: async () => (await import('./dev.ts')).devCommand,
  sign: async () => (await import('./sign.ts')).signCommand,
  verify: async () => (await import('./verify.ts')).verifyCommand,
  explain: async () => (await import('./explain.ts')).explainCommand,
  send: async () => (await import('./send.ts')).sendCommand,
  vectors: async () => (await import('./vectors.ts')).vectorsCommand,
  connect: async () => (await import('./connect.ts')).connectCommand,
  disconnect: async () => (await import('./disconnect.ts')).disconnectCommand,
  connection: async () => (await import('./connection.ts')).connectionCommand,
  simulate: async () => (await import('./simulate.ts')).simulateCommand,
  'migrate-store': async () => (await import('./migrate-store.ts')).migrateStoreCommand,
  'prepare-database': async () => (await import('./prepare-database.ts')).prepareDatabaseCommand,
  check: async () => (await import('./check.ts')).checkCommand,
  backup: async () => (await import('./backup.ts')).backupCommand,
  restore: async () => (await import('./restore.ts')).restoreCommand,
  install: async () => (await import('./install.ts')).installCommand,
  print: async () => (await import('./print.ts')).printCommand,
  schemes: async () => (await import('./schemes.ts')).schemesCommand,
  scheme: async () => (await import('./scheme.ts')).schemeCommand,
  source: async () => (await import('./source.ts')).sourceCommand,
  destination: async () => (await import('./destination.ts')).destinationCommand,
  route: async () => (await import('./route.ts')).routeCommand,
  event: async () => (await import('./event.ts')).eventCommand,
  delivery: async () => (await import('./delivery.ts')).deliveryCommand,
  pull: async () => (await import('./pull.ts')).pullCommand,
  listen: async () => (await import('./listen.ts')).listenCommand,
  replay: async () => (await import('./replay.ts')).replayCommand,
  rejection: async () => (await import('./rejection.ts')).rejectionCommand,
  erasure: async () => (await import('./erasure.ts')).erasureCommand,
  token: async () => (await import('./token.ts')).tokenCommand,
  key: async () => (await import('./key.ts')).keyCommand,
  person: async () => (await import('./person.ts')).personCommand,
  'audit-log': async () => (await import('./audit-log.ts')).auditLogCommand,
  apply: async () => (await import('./apply.ts')).applyCommand,
  diff: async () => (await import('./diff.ts')).diffCommand,
  export: async () => (await import('./export.ts')).exportCommand,
  login: async () => (await import('./login.ts')).loginCommand,
  stats: async () => (await import('./stats.ts')).statsCommand,
  status: async () => (await import('./status.ts')).statusCommand,
  doctor: async () => (await import('./doctor.ts')).doctorCommand,
}

const allNames: readonly string[] = Object.keys(commands)

const help = `
Exit codes: 0 done, 1 failed or refused, 2 wrong usage, 78 wrong configuration.

Examples:
  countersign serve --source webex=webex --secret-env WEBEX_SECRET --forward http://127.0.0.1:3000/hook
  countersign send webex http://127.0.0.1:10007/in/webex --secret-env WEBEX_SECRET
  countersign event list --json
`

/**
 * The command line.
 *
 * @param names - the commands that it is to have. Default: all
 */
export async function createProgram(names: readonly string[] = allNames): Promise<Command> {
  const program = new Command('countersign')
    .description('Every webhook verified, none lost.')
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .addHelpText('after', help)
    // Thrown instead of exiting, so that what was written is flushed. Commands inherit it.
    .exitOverride()
  for (const add of await Promise.all(names.flatMap((name) => commands[name]?.() ?? []))) add(program)
  return program
}

/** Runs one command line, and sets the exit code: 2 for what is not understood. */
export async function run(argv: readonly string[]): Promise<void> {
  // A reader that has seen enough, such as `| head`, is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
  try {
    // Help, and complaints about what is no command, know all of them.
    const named = allNames.find((name) => name === argv[2])
    const program = await createProgram(named === undefined ? allNames : [named])
    await program.parseAsync(argv)
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    // Commander ends wrong usage with 1; a command of ours that names a code means it.
    const usage = error.exitCode === 1 && error.code !== 'commander.error'
    process.exitCode = usage ? 2 : error.exitCode
  }
}
