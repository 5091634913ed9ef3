import type { Configuration } from '../model/configuration.ts'
import { counted } from '../model/counted.ts'
import { type Finding, wellFound } from '../model/finding.ts'
import { tellFew } from './tell-few.ts'

/** What the last look at a connection saw. */
export interface LookedAt {
  readonly status: string
  /** What is wrong, in a sentence; null where nothing is. */
  readonly problem: string | null
}

/** What the last looks at the webhooks of connected providers mean. */
export function lookAtConnections(
  { connections, sources }: Pick<Configuration, 'connections' | 'sources'>,
  states: ReadonlyMap<string, LookedAt>,
): readonly Finding[] {
  if (connections.size === 0) return []
  const findings: Finding[] = []
  for (const { id, source, state } of connections.from(0)) {
    const name = sources.get(source)?.name ?? id
    const seen = states.get(id)
    const cure = `countersign connection repair ${name}; see also: countersign connection list`
    if (state !== 'connected')
      findings.push({
        ...{ check: 'connections', state: 'warn' },
        says: `Connection ${name} is half made or half removed (${state}).`,
        cure: `countersign disconnect ${name}, then connect again.`,
      })
    else if (seen?.problem != null)
      findings.push({ check: 'connections', state: 'bad', says: `Connection ${name}: ${seen.problem}`, cure })
  }
  if (findings.length > 0) return tellFew('connections', findings)
  return [
    wellFound(
      'connections',
      `The webhooks of ${counted(connections.size, 'connection')} were right at the last look.`,
    ),
  ]
}
