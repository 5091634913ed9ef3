import type { Command } from 'commander'
import type { Scheme } from 'countersign'
import { loadScheme, schemeNames } from 'countersign/schemes'
import { didYouMean } from '../../model/nearest-names.ts'

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
