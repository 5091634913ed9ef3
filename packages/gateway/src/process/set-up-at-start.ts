import type { Live } from '../configuration/live.ts'
import type { Log } from '../observe/log.ts'
import type { Formed } from '../setup/formed.ts'
import type { MadeSecret, PlannedConnections } from '../setup/planner.ts'
import { warningsOf } from '../setup/secret-warnings.ts'
import type { Setup } from '../setup/setup.ts'
import { warnOfSources } from '../setup/source-warnings.ts'
import { applyLines, type OneLine } from './one-line.ts'

/**
 * Sets up what the command line and the declared files ask for, and says in the log what is doubtful about it and about
 * what stands. Throws SettingsRefused. Answers the secrets that were made, and what is to be done at providers once the
 * gateway takes in.
 *
 * @param apply - the path of the declared files; null: there are none
 * @param parse - as of `applyFiles`
 */
export async function setUpAtStart({
  lines,
  apply,
  parse,
  setup,
  live,
  log,
  env,
}: {
  readonly lines: readonly OneLine[]
  readonly apply: string | null
  readonly parse: (wanted: unknown) => Promise<Formed>
  readonly setup: Pick<Setup, 'by' | 'plan' | 'context'>
  readonly live: Pick<Live, 'catalog' | 'current'>
  readonly log: Pick<Log, 'info' | 'warn'>
  readonly env: NodeJS.ProcessEnv
}): Promise<{ readonly made: readonly MadeSecret[]; readonly planned: PlannedConnections | null }> {
  const made = await applyLines(lines, setup)
  let planned: PlannedConnections | null = null
  if (apply !== null) {
    // YAML costs a start a twentieth, and most have no files.
    const { applyFiles } = await import('./apply-files.ts')
    const plan = await applyFiles(apply, parse, setup, env)
    made.push(...plan.made)
    planned = plan.connections
    log.info({ steps: plan.steps.length }, 'applied the declared files')
  }
  for (const { name, scheme, secrets } of lines)
    for (const warning of warningsOf(live.catalog, scheme, secrets).warnings ?? [])
      log.warn({ source: name }, warning)
  warnOfSources(live, log)
  return { made, planned }
}
