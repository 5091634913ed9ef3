import { ownAct } from '../model/act.ts'
import { Refusal } from '../model/refusal.ts'
import type { Declared } from '../setup/declared.ts'
import type { MadeSecret } from '../setup/planner.ts'
import type { Setup } from '../setup/setup.ts'
import { SettingsRefused } from './config.ts'

/** One `--source NAME=SCHEME --secret S --forward URL` of the command line. */
export interface OneLine {
  readonly name: string
  readonly scheme: string
  readonly secrets: readonly string[]
  readonly forward: string | null
}

/**
 * Sets up what the lines of the command line ask for, one after the other: a source, its destination and the route
 * between them, or what an earlier start made brought in line with that. The same line twice makes nothing twice, and
 * the secrets on it are the secrets of the source: others are revoked. Answers the secrets that were made.
 */
export async function applyLines(lines: readonly OneLine[], setup: Pick<Setup, 'by'>): Promise<MadeSecret[]> {
  const made: MadeSecret[] = []
  for (const line of lines) {
    try {
      made.push(
        ...(await setup.by(ownAct('applyLine', '/plan')).apply(declaredOf(line), { prune: false })).plan.made,
      )
    } catch (error) {
      if (!(error instanceof Refusal && error.code === 'ERR_PLAN')) throw error
      const option = `--source ${line.name}=${line.scheme}`
      throw new SettingsRefused((error.faults ?? []).map(({ message }) => `${option}: ${message}`))
    }
  }
  return made
}

function declaredOf({ name, scheme, secrets, forward }: OneLine): Declared {
  const source = { name, scheme, secrets: secrets.map((value) => ({ value })) }
  if (forward === null) return { sources: [source] }
  return {
    sources: [source],
    destinations: [{ name, beside: { url: forward, allowPrivate: true } }],
    routes: [{ source: name, destination: name }],
  }
}
