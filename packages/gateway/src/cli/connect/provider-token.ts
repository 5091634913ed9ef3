import type { Command } from 'commander'
import { readSecretFile, SecretFileUnsafe } from '../../seal/read-secret-file.ts'
import { hiddenPrompt } from '../options/hidden-prompt.ts'

/** The parsed options of a command that `withTokenOptions` was applied to. */
export interface TokenOptions {
  readonly tokenEnv?: string
  readonly tokenFile?: string
}

/** Adds `--token-env` and `--token-file`. A token never stands on the command line, where others could read it. */
export function withTokenOptions(command: Command): Command {
  return command
    .option('--token-env <NAME>', 'the environment variable that holds the provider’s token')
    .option('--token-file <FILE>', 'the file that holds it')
}

/** The provider's token; with neither option a hidden prompt. Ends the command with exit code 2 where there is none. */
export async function readProviderToken(
  command: Command,
  { tokenEnv, tokenFile }: TokenOptions,
): Promise<string> {
  const token = (await given(command, tokenEnv, tokenFile)).trim()
  if (token === '') command.error('error: the provider’s token is empty', { exitCode: 2 })
  return token
}

async function given(
  command: Command,
  variable: string | undefined,
  file: string | undefined,
): Promise<string> {
  if (variable !== undefined) {
    const value = process.env[variable]
    return value ?? command.error(`error: the environment variable ${variable} is not set`, { exitCode: 2 })
  }
  if (file !== undefined) {
    try {
      return readSecretFile(file)
    } catch (cause) {
      if (cause instanceof SecretFileUnsafe) command.error(`error: ${cause.message}`, { exitCode: 2 })
      return command.error(`error: cannot read the token's file: ${(cause as Error).message}`, {
        exitCode: 2,
      })
    }
  }
  if (!process.stdin.isTTY)
    command.error('error: no token: give --token-env NAME or --token-file FILE', { exitCode: 2 })
  const answer = await hiddenPrompt('The provider’s token (not shown): ', process.stdin)
  return answer ?? command.error('error: no token was given', { exitCode: 2 })
}
