import type { Command } from 'commander'
import type { Scheme } from 'countersign'
import { loadScheme, schemeNames } from 'countersign/schemes'
import { didYouMean } from '../../model/nearest-names.ts'
import { printable } from '../../model/printable.ts'
import type { Fault } from '../../model/refusal.ts'
import { readSchemeFile } from './scheme-file.ts'

/** Adds the argument that names a scheme of the catalogue. */
export function withSchemeArgument(command: Command): Command {
  return command.argument('<scheme>', 'how it was signed; see countersign schemes')
}

function suggestion(name: string): string {
  const all = `\`countersign schemes\` lists all ${schemeNames.length}; \`countersign scheme try\` takes one of your own.`
  return [didYouMean(name, schemeNames), all].filter((text) => text !== '').join(' ')
}

/** Finds a scheme of the catalogue; ends the command with exit code 2 and those that may be meant where there is none. */
export async function schemeByName(command: Command, name: string): Promise<Scheme> {
  const scheme = await loadScheme(name)
  if (scheme === undefined)
    command.error(`error: unknown scheme '${name}'. ${suggestion(name)}`, { exitCode: 2 })
  return scheme
}

/** Adds `--scheme-file`, which stands in for the argument that names a scheme of the catalogue. */
export function withSchemeFile(command: Command): Command {
  return command.option('--scheme-file <FILE>', 'a scheme of your own as JSON, in place of the name of one')
}

/**
 * The scheme that is named, or the one that a file holds; with none or both, and for a file that holds none, the command
 * ends with exit code 2.
 */
export async function schemeOf(
  command: Command,
  name: string | undefined,
  file: string | undefined,
): Promise<Scheme> {
  if ((name === undefined) === (file === undefined))
    command.error('error: name a scheme, or give one with --scheme-file', { exitCode: 2 })
  if (file === undefined) return await schemeByName(command, name ?? '')
  if (file === '-')
    command.error('error: --scheme-file is no standard input, where the body may come from', { exitCode: 2 })
  const own = readSchemeFile(command, file)
  return 'scheme' in own ? own.scheme : command.error(schemeFaults(file, own).join('\n'), { exitCode: 2 })
}

/** A line for each place of a file at which it is no scheme. */
export function schemeFaults(file: string, faults: readonly Fault[]): readonly string[] {
  const name = file === '-' ? 'the scheme' : file
  return faults.map(({ at, message }) => printable(`error: ${name}: ${at}: ${message}`))
}
