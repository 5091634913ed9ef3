import type { Command } from 'commander'
import { readSecretFile, SecretFileUnsafe } from '../../seal/read-secret-file.ts'
import { readBody } from './body-option.ts'
import { readJson } from './json-option.ts'

/**
 * The JSON list of a file, or of standard input for `-`. A file that holds secrets is held to the rights of such a
 * one. Ends the command with exit code 2 where it cannot be read or is no list.
 */
export async function readListFile(command: Command, file: string): Promise<readonly unknown[]> {
  const text = Buffer.from(await readBody(command, file)).toString('utf8')
  const list = readJson(command, '--file', text)
  if (!Array.isArray(list)) command.error('error: --file is not a list', { exitCode: 2 })
  const secret = list.some((item) => typeof item === 'object' && item !== null && 'secret' in item)
  if (secret && file !== '-') refuseUnsafe(command, file)
  return list
}

function refuseUnsafe(command: Command, file: string): void {
  try {
    readSecretFile(file)
  } catch (error) {
    if (!(error instanceof SecretFileUnsafe)) throw error
    command.error(`error: ${error.message}`, { exitCode: 2 })
  }
}
