import type { Configuration } from '../model/configuration.ts'
import { counted } from '../model/counted.ts'
import { type Finding, wellFound } from '../model/finding.ts'
import { type KeptHealth, shownHealth } from '../model/kept-health.ts'
import type { JournalStats } from '../model/stats.ts'
import { tellFew } from './tell-few.ts'

/** What is due for longer than this, in ms, should have gone out. */
const lateMs = 5 * 60_000

/** What waits for longer than it should, and which destinations do not answer. */
export function lookAtDeliveries(
  { destinations }: Pick<Configuration, 'destinations'>,
  healths: ReadonlyMap<number, KeptHealth>,
  { deliveries, oldestDue }: Pick<JournalStats, 'deliveries' | 'oldestDue'>,
  now: number,
): Finding[] {
  const findings = [...tellFew('destinations', lookAtHealths(destinations, healths))]
  if (oldestDue !== null && now - oldestDue > lateMs)
    findings.push({
      check: 'deliveries',
      state: 'warn',
      says: `The oldest of ${counted(deliveries.pending, 'waiting delivery', 'waiting deliveries')} was due at ${new Date(oldestDue).toISOString()}.`,
      cure: 'countersign delivery list --state pending says where; a paused destination holds its own.',
    })
  if (deliveries.dead > 0)
    findings.push({
      check: 'deliveries',
      state: 'warn',
      says: `${counted(deliveries.dead, 'delivery has', 'deliveries have')} died.`,
      cure: 'countersign delivery list --state dead says why; countersign delivery retry sends them again.',
    })
  if (findings.length > 0) return findings
  return [
    wellFound(
      'deliveries',
      `Nothing is late: ${counted(deliveries.pending, 'delivery waits', 'deliveries wait')}, none has died.`,
    ),
  ]
}

function lookAtHealths(
  destinations: Configuration['destinations'],
  healths: ReadonlyMap<number, KeptHealth>,
): Finding[] {
  const findings: Finding[] = []
  for (const destination of destinations.from(0)) {
    if (destination.deletedAt !== null) continue
    const { name, number } = destination
    const { state, failingSince } = shownHealth(healths.get(number), destination)
    const since = failingSince === null ? '' : ` since ${new Date(failingSince).toISOString()}`
    const cure = (command: string): string =>
      `countersign destination test ${name} says what it answers; when it is mended: countersign destination ${command} ${name}`
    if (state === 'disabled')
      findings.push({
        check: 'destinations',
        state: 'bad',
        says: `Destination ${name} is disabled: nothing but failures${since}.`,
        cure: cure('resume'),
      })
    else if (state === 'probing')
      findings.push({
        check: 'destinations',
        state: 'bad',
        says: `Destination ${name} fails${since}; it is tried now and then.`,
        cure: cure('send-now'),
      })
  }
  return findings
}
