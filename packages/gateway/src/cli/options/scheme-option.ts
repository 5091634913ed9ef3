import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { readJson } from './json-option.ts'

/** The parsed options of a command that `withSchemeOptions` was applied to. */
export interface SchemeOptions {
  readonly scheme?: string
  readonly schemeFile?: string
}

const ofSources =
  'how the provider signs: see countersign schemes, or JSON for a scheme of your own; publish: for events of your own'

/** Adds `--scheme`, a name or JSON, and `--scheme-file`, JSON. */
export function withSchemeOptions(command: Command, meaning: string = ofSources): Command {
  return command
    .option('--scheme <SCHEME>', meaning)
    .option('--scheme-file <FILE>', 'the file that holds a scheme of your own as JSON')
}

/** Whether one of the two options was given. */
export function schemeGiven({ scheme, schemeFile }: SchemeOptions): boolean {
  return scheme !== undefined || schemeFile !== undefined
}

/** What one of the two options says; with none or both the command ends with exit code 2. */
export function readScheme(command: Command, { scheme, schemeFile }: SchemeOptions): unknown {
  if ((scheme === undefined) === (schemeFile === undefined))
    command.error('error: give one of --scheme and --scheme-file', { exitCode: 2 })
  if (scheme !== undefined) return scheme.startsWith('{') ? readJson(command, '--scheme', scheme) : scheme
  return readJson(command, '--scheme-file', textOf(command, schemeFile ?? ''))
}

function textOf(command: Command, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    return command.error(`error: cannot read the scheme: ${(cause as Error).message}`, { exitCode: 2 })
  }
}
