import { type Catalog, paramKind } from '../configuration/catalog.ts'
import { type DeclaredFiles, usualManager, usualOverlap } from '../files/declared-files.ts'
import { FilesRefused } from '../files/files-refused.ts'
import { readDeclared } from '../files/read-declared.ts'
import { toldTogether } from '../files/told-together.ts'
import { ownAct } from '../model/act.ts'
import { parseDuration } from '../model/duration.ts'
import { Refusal } from '../model/refusal.ts'
import type { Declared } from '../setup/declared.ts'
import { type Formed, refuseMisshapen } from '../setup/formed.ts'
import type { Plan } from '../setup/plan.ts'
import type { Setup } from '../setup/setup.ts'
import { SettingsRefused } from './config.ts'

/**
 * Sets up what declared files hold, as `countersign apply` would. Throws SettingsRefused with every problem and its
 * place. Answers what it did.
 *
 * @param parse - reads a wanted whole as the API takes it
 */
export async function applyFiles(
  path: string,
  parse: (wanted: unknown) => Promise<Formed>,
  setup: Pick<Setup, 'by' | 'plan' | 'context'>,
  env: NodeJS.ProcessEnv,
): Promise<Plan> {
  const { wanted, at, problems } = read(path, env, setup.context().catalog)
  const options = { prune: false, overlapMs: parseDuration(usualOverlap) ?? 0, manager: usualManager }
  const plan = async (rest: Declared): Promise<Plan> => await setup.plan(rest, options)
  try {
    const formed = await parse(wanted)
    if (formed.faults.length > 0) await refuseMisshapen(formed, plan)
    if (problems.length === 0)
      return (await setup.by(ownAct('applyFiles', '/plan')).apply(formed.wanted, options)).plan
    await plan(formed.wanted)
  } catch (error) {
    if (!(error instanceof Refusal) || error.faults === undefined) throw error
    throw new SettingsRefused(toldTogether(problems, error.faults, at))
  }
  throw new SettingsRefused(problems)
}

function read(
  path: string,
  env: NodeJS.ProcessEnv,
  catalog: Catalog,
): DeclaredFiles & { readonly problems: readonly string[] } {
  try {
    const isSecret = (scheme: string, param: string): boolean =>
      paramKind(catalog, scheme, param) === 'secret'
    return { ...readDeclared(path, env, isSecret), problems: [] }
  } catch (error) {
    if (!(error instanceof FilesRefused)) throw error
    const { problems, rest } = error
    if (rest === null) throw new SettingsRefused(problems)
    return { ...rest, problems }
  }
}
