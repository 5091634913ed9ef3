import type { Command } from 'commander'
import type { Scheme } from 'countersign'
import { loadScheme, schemeNames } from 'countersign/schemes'

/** Adds the argument that names a scheme of the catalogue. */
export function withSchemeArgument(command: Command): Command {
  return command.argument('<scheme>', 'how it was signed; see countersign schemes')
}

/** Finds a scheme of the catalogue; ends the command with exit code 2 and the names where there is none. */
export async function schemeByName(command: Command, name: string): Promise<Scheme> {
  const scheme = await loadScheme(name)
  if (scheme === undefined)
    command.error(`error: unknown scheme '${name}'; there are: ${schemeNames.join(', ')}`, { exitCode: 2 })
  return scheme
}
