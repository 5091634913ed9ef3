import type { Command } from 'commander'
import type { PlanJson } from '../../api/shapes/plan-json.ts'
import { createCatalog, paramKind } from '../../configuration/catalog.ts'
import { schemes } from '../../configuration/named-schemes.ts'
import { type DeclaredFiles, usualManager, usualOverlap } from '../../files/declared-files.ts'
import { FilesRefused } from '../../files/files-refused.ts'
import { readDeclared } from '../../files/read-declared.ts'
import { parseDuration } from '../../model/duration.ts'
import type { Client } from '../calls/client.ts'

/** Where a wanted whole is, and how it is planned. */
export interface FileOptions {
  readonly file: string
  readonly prune?: true
  readonly overlap: string
  readonly manager: string
  readonly assumeReachable?: true
}

/** Adds the options of commands that plan from files. */
export function withFileOptions(command: Command): Command {
  return command
    .requiredOption('-f, --file <FILE|DIR>', 'a file of YAML, a folder of them, or - for standard input')
    .option('--prune', 'remove what the files do not name, of the lists that they hold')
    .option(
      '--overlap <DURATION>',
      'how long a secret that is replaced is good for beside its successor; 0s: ends at once',
      usualOverlap,
    )
    .option('--assume-reachable', 'do not ask the public URL whether it leads here, for connections')
    .option('--manager <NAME>', 'whose files these are: shown on all that they declare', usualManager)
}

/** Plans from the files, or carries the plan out. Ends the command with exit code 1 where they are refused. */
export async function planFiles(
  command: Command,
  client: Client,
  { file, prune, overlap, manager, assumeReachable }: FileOptions,
  apply: boolean,
): Promise<PlanJson> {
  const overlapMs = parseDuration(overlap)
  if (overlapMs === null)
    command.error('error: --overlap must be a duration such as 24h or 30m', { exitCode: 2 })
  const { wanted, at, problems } = read(command, file)
  const query = {
    // What is wrong in the files is told with all else that is wrong, and then nothing is done.
    ...{ apply: String(apply && problems.length === 0), prune: String(prune === true) },
    ...{ overlapSeconds: overlapMs / 1000, manager, assumeReachable: String(assumeReachable === true) },
  }
  const plan = await client.call<PlanJson>('POST', '/plan', { query, body: wanted, placeOf: at, problems })
  if (problems.length > 0) return command.error(`error: ${problems.join('\n')}`, { exitCode: 1 })
  return plan
}

const catalog = createCatalog(schemes)

/** @returns what could be read, and what is wrong with the rest */
function read(command: Command, file: string): DeclaredFiles & { readonly problems: readonly string[] } {
  const isSecret = (scheme: string, param: string): boolean => paramKind(catalog, scheme, param) === 'secret'
  try {
    return { ...readDeclared(file, process.env, isSecret), problems: [] }
  } catch (error) {
    if (!(error instanceof FilesRefused)) throw error
    const { problems, rest } = error
    return rest === null
      ? command.error(`error: ${problems.join('\n')}`, { exitCode: 1 })
      : { ...rest, problems }
  }
}
