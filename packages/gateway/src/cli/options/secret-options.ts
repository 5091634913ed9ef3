import type { Command } from 'commander'
import { readSecretFile, SecretFileUnsafe } from '../../seal/read-secret-file.ts'
import { hiddenPrompt } from './hidden-prompt.ts'
import { collectValues } from './repeatable-option.ts'

/** The parsed options of a command that `withSecretOptions` was applied to. */
export interface SecretOptions {
  readonly secret?: readonly string[]
  readonly secretEnv?: readonly string[]
  readonly secretFile?: readonly string[]
}

/** Adds `--secret`, `--secret-env` and `--secret-file`, each repeatable: several secrets may be live at once. */
export function withSecretOptions(command: Command): Command {
  return command
    .option(
      '--secret <secret>',
      'the secret (others on this machine can read it in the process list)',
      collectValues,
    )
    .option('--secret-env <name>', 'the environment variable that holds the secret', collectValues)
    .option(
      '--secret-file <file>',
      'the file that holds the secret; one line end after it is not part of it',
      collectValues,
    )
}

/** Whether any of the three options was given. */
export function secretsGiven(options: SecretOptions): boolean {
  return [options.secret, options.secretEnv, options.secretFile].some((list) => list !== undefined)
}

/**
 * The secrets as given, in the order `--secret`, `--secret-env`, `--secret-file`; with none of them a hidden
 * prompt on the terminal. Where there is no terminal either, or a variable or file is missing, the command
 * ends with exit code 2 and a sentence that names it. Nothing is trimmed: the library says what is wrong.
 */
export async function readSecrets(command: Command, options: SecretOptions): Promise<string[]> {
  const secrets = [...(options.secret ?? [])]
  for (const name of options.secretEnv ?? []) {
    const value = process.env[name]
    if (value === undefined)
      command.error(`error: the environment variable ${name} is not set`, { exitCode: 2 })
    secrets.push(value)
  }
  for (const file of options.secretFile ?? []) secrets.push(secretOfFile(command, file))
  return secretsGiven(options) ? secrets : [await askSecret(command)]
}

function secretOfFile(command: Command, file: string): string {
  let text: string
  try {
    text = readSecretFile(file)
  } catch (cause) {
    if (cause instanceof SecretFileUnsafe) command.error(`error: ${cause.message}`, { exitCode: 2 })
    command.error(`error: cannot read the secret's file: ${(cause as Error).message}`, { exitCode: 2 })
  }
  // Editors and `echo` end a file with a line end; a key in PEM does not mind losing one.
  return text.replace(/\r?\n$/, '')
}

async function askSecret(command: Command): Promise<string> {
  if (!process.stdin.isTTY)
    command.error('error: no secret: give --secret-env NAME, --secret-file FILE or --secret SECRET', {
      exitCode: 2,
    })
  const answer = await hiddenPrompt('Secret (not shown): ', process.stdin)
  if (answer === null) command.error('error: no secret was given', { exitCode: 2 })
  return answer
}
