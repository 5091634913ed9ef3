import type { Live } from '../configuration/live.ts'
import type { KeepStore } from '../journal/port/keep.ts'
import type { LookStore } from '../journal/port/look.ts'
import type { QueueStore } from '../journal/port/queue.ts'
import { type Finding, wellFound, worstFirst } from '../model/finding.ts'
import type { KeptHealth } from '../model/kept-health.ts'
import type { Seal } from '../seal/seal.ts'
import { lookAtClock } from './look-at-clock.ts'
import { type LookedAt, lookAtConnections } from './look-at-connections.ts'
import { lookAtDeliveries } from './look-at-deliveries.ts'
import { lookAtDisk, measureDisk } from './look-at-disk.ts'
import { type DoorFacts, lookAtDoors } from './look-at-doors.ts'
import { lookAtSecrets } from './look-at-secrets.ts'
import { lookAtStore } from './look-at-store.ts'

/** What an examination is made with. */
export interface Examined {
  readonly journal: Pick<KeepStore, 'facts' | 'clockAheadMs'> &
    Pick<LookStore, 'stats'> &
    Pick<QueueStore, 'healths'>
  readonly live: Pick<Live, 'catalog' | 'current'>
  readonly seal: Pick<Seal, 'open'>
  readonly connections: { states(): Promise<ReadonlyMap<string, LookedAt>> }
  /** What stands in the way of the gateway's work, as `/readyz` says it. */
  readonly readiness: () => Promise<{
    readonly checks: readonly { readonly name: string; readonly problem?: string }[]
  }>
  readonly doors: readonly DoorFacts[]
  /** Null where none is set. */
  readonly publicUrl: string | null
  readonly dataFolder: string
  readonly minFreeBytes: number
  readonly now: () => number
  /** Ms of a clock that nobody sets. */
  readonly elapsed: () => number
}

/** So many destinations' healths are read at once. */
const healthsAtOnce = 1000

/**
 * Looks at all that a gateway knows of itself; what is bad first. One look that fails is a finding itself: whoever
 * examines wants to hear of the others.
 */
export async function examine(parts: Examined): Promise<Finding[]> {
  const looks: readonly [check: string, look: () => Promise<readonly Finding[]>][] = [
    ['ready', () => lookAtReadiness(parts)],
    ['store', async () => lookAtStore(await parts.journal.facts())],
    ['disk', () => lookAtDiskOf(parts)],
    ['clock', async () => [await lookAtClockOf(parts)]],
    ['doors', async () => lookAtDoors(parts.doors, parts.publicUrl)],
    ['secrets', () => lookAtSecrets(parts.live, parts.seal, parts.now())],
    ['connections', () => lookAtConnectionsOf(parts)],
    ['deliveries', () => lookAtDeliveriesOf(parts)],
  ]
  const found: Finding[] = []
  // One after the other: what one measures the others would disturb.
  for (const [check, look] of looks) found.push(...(await look().catch((error) => failed(check, error))))
  return worstFirst(found)
}

function failed(check: string, error: unknown): Finding[] {
  const says = `It could not be looked at: ${error instanceof Error ? error.message : 'it failed.'}`
  return [{ check, state: 'bad', says, cure: 'See the log of the gateway.' }]
}

async function lookAtReadiness({ readiness }: Examined): Promise<Finding[]> {
  const { checks } = await readiness()
  const findings = checks.flatMap(({ name, problem }): Finding[] =>
    problem === undefined
      ? []
      : [{ check: 'ready', state: 'bad', says: `${name}: ${problem}`, cure: 'The log says since when.' }],
  )
  return findings.length > 0 ? findings : [wellFound('ready', 'The gateway is ready.')]
}

async function lookAtDiskOf({ journal, dataFolder, minFreeBytes, elapsed }: Examined): Promise<Finding[]> {
  const { engine } = await journal.facts()
  return lookAtDisk(await measureDisk(dataFolder, elapsed), minFreeBytes, engine === 'sqlite')
}

async function lookAtClockOf({ journal }: Examined): Promise<Finding> {
  return lookAtClock(journal.clockAheadMs(), (await journal.facts()).engine === 'postgres')
}

async function lookAtConnectionsOf({ live, connections }: Examined): Promise<readonly Finding[]> {
  return lookAtConnections(live.current().configuration, await connections.states())
}

async function lookAtDeliveriesOf({ journal, live, now }: Examined): Promise<readonly Finding[]> {
  const { configuration } = live.current()
  const numbers: number[] = []
  for (const { number, deletedAt } of configuration.destinations.from(0)) {
    if (deletedAt === null) numbers.push(number)
  }
  const healths = new Map<number, KeptHealth>()
  for (let at = 0; at < numbers.length; at += healthsAtOnce)
    for (const [number, health] of await journal.healths(numbers.slice(at, at + healthsAtOnce)))
      if (health.state !== 'healthy') healths.set(number, health)
  return lookAtDeliveries(configuration, healths, await journal.stats(), now())
}
