import type { Destination, Listener, RefusalGroup, Series, Source, Stats } from '../../api/types.ts'
import { counted, duration, firstSentence, number } from '../../parts/format.ts'
import type { StateName } from '../../parts/state.tsx'

/** One thing that is wrong, as a sentence, and where to look at it or mend it. */
export interface TroubleLine {
  readonly state: StateName
  readonly subject: string
  /** Goes on after the subject. */
  readonly told: string
  readonly to: string
  readonly act: string
}

/** What is known of how things are. */
export interface Known {
  readonly stats: Stats
  readonly sources: readonly Source[]
  readonly destinations: readonly Destination[]
  /** The last hour by minutes, where the gateway counts that. */
  readonly hour: Series | undefined
  /** What was refused, the last first; as far as it is known. */
  readonly groups: readonly RefusalGroup[]
  readonly listeners: readonly Listener[]
  /** By the gateway's clock, in ms. */
  readonly now: number
}

const lateMs = 5 * 60_000

/** All that is wrong, the worst first: what is refused, what is lost, what fails, what waits. */
export function troublesOf(known: Known): TroubleLine[] {
  return [
    ...refusals(known),
    ...deadLetters(known),
    ...failing(known),
    ...waiting(known),
    ...paused(known),
    ...claimed(known),
  ]
}

function refusals({ hour, groups }: Known): TroubleLine[] {
  const bySource = new Map<string, { refused: number; accepted: number }>()
  for (const { source, outcome, count } of hour?.events ?? []) {
    if (source === null) continue
    const sums = bySource.get(source) ?? { refused: 0, accepted: 0 }
    bySource.set(source, sums)
    if (outcome === 'refused') sums.refused += count
    else sums.accepted += count
  }
  return [...bySource]
    .filter(([, { refused }]) => refused > 0)
    .sort(([, one], [, other]) => other.refused - one.refused)
    .slice(0, 5)
    .map(([source, { refused, accepted }]) => {
      const [latest, ...others] = groups.filter((group) => group.source === source)
      const refusedOf =
        accepted === 0
          ? `refuses all that comes: ${counted(refused, 'request')} in the last hour`
          : `refused ${number(refused)} of ${counted(refused + accepted, 'request')} in the last hour`
      // One cause is mended at once; of several one chooses.
      const single = others.length === 0 && latest !== undefined && latest.causes.length < 2 ? latest : null
      const cause = single?.cause ?? single?.causes[0]?.cause
      return {
        state: 'refused',
        subject: source,
        told: cause === undefined ? refusedOf : `${refusedOf}. ${firstSentence(cause).replace(/\.$/, '')}`,
        ...(single?.sample == null
          ? { to: `/rejections?source=${encodeURIComponent(source)}`, act: 'See why' }
          : { to: `/rejections/${single.sample}`, act: 'Mend' }),
      }
    })
}

function deadLetters({ stats }: Known): TroubleLine[] {
  const { dead } = stats.deliveries
  if (dead === 0) return []
  const told = dead === 1 ? 'was given up and waits for you' : 'were given up and wait for you'
  return [{ state: 'dead', subject: counted(dead, 'delivery', 'deliveries'), told, to: '/dead', act: 'Look' }]
}

function failing({ destinations, now }: Known): TroubleLine[] {
  return destinations
    .filter(({ paused, health }) => paused === null && health.failures > 0 && health.state !== 'healthy')
    .sort((one, other) => other.health.failures - one.health.failures)
    .slice(0, 5)
    .map(({ name, health: { state, failures, failingSince } }) => ({
      state: state === 'disabled' ? 'dead' : 'retrying',
      subject: name,
      told: `has failed ${counted(failures, 'time')} in a row${failingSince === null ? '' : `, for ${duration(now - Date.parse(failingSince))}`}; it is tried again by itself`,
      to: `/destinations/${encodeURIComponent(name)}`,
      act: 'Look',
    }))
}

function waiting({ stats, now }: Known): TroubleLine[] {
  const lines: TroubleLine[] = []
  if (stats.undecided > 0)
    lines.push({
      state: 'undecided',
      subject: counted(stats.undecided, 'delivery', 'deliveries'),
      told: 'wait for a decision: a filter could not say whether they go',
      to: '/deliveries?state=undecided',
      act: 'Look',
    })
  const late = stats.oldestDue === null ? 0 : now - Date.parse(stats.oldestDue)
  if (late > lateMs)
    lines.push({
      state: 'waiting',
      subject: counted(stats.deliveries.pending, 'delivery', 'deliveries'),
      told: `wait, the oldest for ${duration(late)} after it was due`,
      to: '/deliveries?state=pending',
      act: 'Look',
    })
  return lines
}

const why = {
  operator: 'by hand',
  health: 'since it failed for days',
  gone: 'since it answered 410 Gone',
} as const

function paused({ destinations }: Known): TroubleLine[] {
  return destinations.flatMap(({ name, paused: by }) =>
    by === null
      ? []
      : [
          {
            state: by === 'operator' ? ('paused' as const) : ('dead' as const),
            subject: name,
            told: `is paused ${why[by]}: what goes there waits`,
            to: `/destinations/${encodeURIComponent(name)}`,
            act: 'Look',
          },
        ],
  )
}

/** What comes in for somebody's own machine alone is missed elsewhere. */
function claimed({ listeners }: Known): TroubleLine[] {
  return listeners.flatMap(({ name, host, claim, sources }) =>
    claim
      ? sources.map((source) => ({
          state: 'claimed' as const,
          subject: source.name,
          told: `goes to ${name} alone, which listens at ${host}: no other destination gets it`,
          to: `/destinations/${encodeURIComponent(name)}`,
          act: 'Look',
        }))
      : [],
  )
}
