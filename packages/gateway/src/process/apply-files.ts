import { type Catalog, paramKind } from '../configuration/catalog.ts'
import { FilesRefused } from '../files/files-refused.ts'
import { readDeclared } from '../files/read-declared.ts'
import { ownAct } from '../model/act.ts'
import { Refusal } from '../model/refusal.ts'
import type { Declared } from '../setup/declared.ts'
import type { Plan } from '../setup/plan.ts'
import type { Setup } from '../setup/setup.ts'
import { SettingsRefused } from './config.ts'

/** A secret that is replaced is good for so long beside its successor: the provider may change later than the file. */
const overlapMs = 86_400_000

/** Whose files they are, unless `countersign apply --manager` says otherwise. */
const manager = 'files'

/**
 * Sets up what declared files hold, as `countersign apply` would. Throws SettingsRefused with every problem and its
 * place. Answers what it did.
 *
 * @param parse - reads a wanted whole as the API takes it; throws a Refusal with its faults
 */
export async function applyFiles(
  path: string,
  parse: (wanted: unknown) => Declared,
  setup: Pick<Setup, 'by' | 'context'>,
  env: NodeJS.ProcessEnv,
): Promise<Plan> {
  const { wanted, at } = read(path, env, setup.context().catalog)
  try {
    const by = setup.by(ownAct('applyFiles', '/plan'))
    return (await by.apply(parse(wanted), { prune: false, overlapMs, manager })).plan
  } catch (error) {
    if (!(error instanceof Refusal) || error.faults === undefined) throw error
    throw new SettingsRefused(error.faults.map((fault) => `${at(fault.at)}: ${fault.message}`))
  }
}

function read(path: string, env: NodeJS.ProcessEnv, catalog: Catalog): ReturnType<typeof readDeclared> {
  try {
    return readDeclared(path, env, (scheme, param) => paramKind(catalog, scheme, param) === 'secret')
  } catch (error) {
    if (!(error instanceof FilesRefused)) throw error
    throw new SettingsRefused(error.problems)
  }
}
