import type { Command } from 'commander'
import type { OneLine } from '../../process/one-line.ts'
import { readSecrets } from '../options/secret-options.ts'

/** One of `--source`, `--secret…`, `--forward`, in the order of the command line. */
export interface LineOption {
  readonly kind: 'source' | 'secret' | 'secret-env' | 'secret-file' | 'forward'
  readonly value: string
}

/**
 * Groups the options by source and reads the secrets; asks for one that is not given. A wrong form ends the
 * command with exit code 2.
 */
export async function readLines(command: Command, options: readonly LineOption[]): Promise<OneLine[]> {
  const groups: LineOption[][] = []
  for (const option of options) {
    if (option.kind === 'source') groups.push([option])
    else groups.at(-1)?.push(option)
  }
  const lines: OneLine[] = []
  for (const group of groups) lines.push(await readLine(command, group))
  return lines
}

async function readLine(command: Command, group: readonly LineOption[]): Promise<OneLine> {
  const valuesOf = (kind: LineOption['kind']): string[] =>
    group.flatMap((option) => (option.kind === kind ? [option.value] : []))
  const [source = ''] = valuesOf('source')
  const match = /^([^=]+)=([^=]+)$/.exec(source)
  const [, name, scheme] = match ?? []
  if (name === undefined || scheme === undefined) {
    command.error(`error: --source must be NAME=SCHEME, such as webex=webex, not "${source}"`, {
      exitCode: 2,
    })
  }
  const forward = valuesOf('forward')
  if (forward.length > 1)
    command.error(`error: --source ${name} has more than one --forward`, { exitCode: 2 })
  const lists = {
    secret: valuesOf('secret'),
    secretEnv: valuesOf('secret-env'),
    secretFile: valuesOf('secret-file'),
  }
  const given = Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0))
  return { name, scheme, secrets: await readSecrets(command, given), forward: forward[0] ?? null }
}
