import type { Command } from 'commander'
import type { PlanJson } from '../api/shapes/plan-json.ts'
import { createCatalog, paramKind } from '../configuration/catalog.ts'
import { schemes } from '../configuration/named-schemes.ts'
import { FilesRefused } from '../files/files-refused.ts'
import { type DeclaredFiles, readDeclared } from '../files/read-declared.ts'
import { parseDuration } from '../model/duration.ts'
import type { Client } from './client.ts'

/** Where a wanted whole is, and how it is planned. */
export interface FileOptions {
  readonly file: string
  readonly prune?: true
  readonly overlap: string
  readonly manager: string
}

/** Adds the options of commands that plan from files. */
export function withFileOptions(command: Command): Command {
  return command
    .requiredOption('-f, --file <FILE|DIR>', 'a file of YAML, or a folder of them')
    .option('--prune', 'remove what the files do not name, of the lists that they hold')
    .option(
      '--overlap <DURATION>',
      'how long a secret that is replaced is good for beside its successor; 0s: ends at once',
      '24h',
    )
    .option('--manager <NAME>', 'whose files these are: shown on all that they declare', 'files')
}

/** Plans from the files, or carries the plan out. Ends the command with exit code 1 where they are refused. */
export async function planFiles(
  command: Command,
  client: Client,
  { file, prune, overlap, manager }: FileOptions,
  apply: boolean,
): Promise<PlanJson> {
  const overlapMs = parseDuration(overlap)
  if (overlapMs === null)
    command.error('error: --overlap must be a duration such as 24h or 30m', { exitCode: 2 })
  const { wanted, at } = read(command, file)
  const query = {
    ...{ apply: String(apply), prune: String(prune === true) },
    ...{ overlapSeconds: overlapMs / 1000, manager },
  }
  return await client.call<PlanJson>('POST', '/plan', { query, body: wanted, placeOf: at })
}

const catalog = createCatalog(schemes)

function read(command: Command, file: string): DeclaredFiles {
  try {
    return readDeclared(file, process.env, (scheme, param) => paramKind(catalog, scheme, param) === 'secret')
  } catch (error) {
    if (!(error instanceof FilesRefused)) throw error
    return command.error(`error: ${error.problems.join('\n')}`, { exitCode: 1 })
  }
}
