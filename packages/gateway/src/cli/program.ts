import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { explainCommand } from './explain.ts'
import { schemesCommand } from './schemes.ts'
import { sendCommand } from './send.ts'
import { signCommand } from './sign.ts'
import { simulateCommand } from './simulate.ts'
import { vectorsCommand } from './vectors.ts'
import { verifyCommand } from './verify.ts'

const help = `
Exit codes: 0 done, 1 it failed or was refused, 2 the command line is wrong, 78 a setting is wrong.
`

/** The whole command line; one file a command. */
export function createProgram(): Command {
  const program = new Command('countersign')
    .description('Every webhook verified, none lost.')
    .version(version(), '--version')
    .addHelpText('after', help)
    // Thrown instead of exiting, so that what was written is flushed. Commands inherit it.
    .exitOverride()
  const commands = [
    signCommand,
    verifyCommand,
    explainCommand,
    sendCommand,
    vectorsCommand,
    schemesCommand,
    simulateCommand,
  ]
  for (const add of commands) add(program)
  return program
}

/** Runs the command line and sets the process's exit code. */
export async function run(argv: readonly string[]): Promise<void> {
  // A reader that has seen enough, such as `| head`, is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
  try {
    await createProgram().parseAsync(argv)
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    process.exitCode = exitCodeOf(error)
  }
}

/** Commander exits with 1 for a wrong command line; that is 2 here, as in most shells' commands. */
function exitCodeOf({ code, exitCode }: CommanderError): number {
  return exitCode === 0 || code === 'commander.error' ? exitCode : 2
}

function version(): string {
  // The same two steps up from src/cli and from dist/cli.
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return JSON.parse(manifest).version
}
