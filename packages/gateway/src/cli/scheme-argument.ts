import type { Command } from 'commander'
import type { Scheme } from 'countersign'
import { schemes } from 'countersign/schemes'

/** Finds a scheme of the catalogue; ends the command with exit code 2 and the names where there is none. */
export function schemeByName(command: Command, name: string): Scheme {
  const scheme = Object.hasOwn(schemes, name) ? (schemes as Record<string, Scheme>)[name] : undefined
  if (scheme === undefined)
    command.error(`error: unknown scheme '${name}'; there are: ${Object.keys(schemes).join(', ')}`, {
      exitCode: 2,
    })
  return scheme
}
