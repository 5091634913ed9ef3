import pc from 'picocolors'
import type { ConnectionJson } from '../../api/answers/connection.ts'
import type { StatsJson } from '../../api/answers/stats.ts'
import { counted } from '../../model/counted.ts'
import { columnsOf } from './columns.ts'
import type { DestinationDay, SourceDay } from './day.ts'

/** How a gateway does. */
export interface Status {
  readonly ready: boolean
  readonly problems: readonly string[]
  readonly stats: StatsJson
  readonly sources: readonly (SourceDay & { readonly name: string })[]
  readonly destinations: readonly (DestinationDay & { readonly name: string; readonly state: string })[]
  readonly connections: readonly Pick<ConnectionJson, 'name' | 'provider' | 'status' | 'problem'>[]
}

/** Whether a destination does not answer, or something is wrong with a connection. */
export function isTroubled({
  destinations,
  connections,
}: Pick<Status, 'destinations' | 'connections'>): boolean {
  return destinations.some(isDown) || connections.some(({ problem }) => problem !== null)
}

function isDown({ state }: Pick<Status['destinations'][number], 'state'>): boolean {
  return state === 'disabled' || state === 'probing'
}

/** So many of each noun are shown where nobody says how high the screen is, and at the least. */
const [usual, least] = [20, 3]
/** Lines above the lists, and below them the one of the shell. */
const others = 4
/** Of a list beside its rows: its head, how many more there are, and a blank one. */
const aroundRows = 3

/** How many of each noun are shown, so that all fit in one screen. */
function mostShown({ connections }: Status, height: number | undefined): number {
  if (height === undefined) return usual
  const lists = connections.length > 0 ? 3 : 2
  return Math.max(least, Math.floor((height - others) / lists) - aroundRows)
}

/**
 * How a gateway does, in one screen.
 *
 * @param height - of the terminal, in lines; undefined: there is none
 */
export function statusText(status: Status, height?: number): string {
  const { ready, problems, stats, sources, destinations, connections } = status
  const most = mostShown(status, height)
  const { pending, dead } = stats.deliveries
  const lines = [
    ready ? pc.green('ready') : pc.red(`not ready: ${problems.join('; ')}`),
    `${counted(stats.events, 'event')} stored, ${counted(stats.rejections, 'refused request')} kept`,
    `${counted(pending, 'delivery waits', 'deliveries wait')}${sayDue(stats.oldestDue)}; ${dead === 0 ? 'none is dead' : pc.red(`${dead} dead`)}`,
    '',
    ...columnsOf(
      ['source', 'events', 'refused', 'last in'],
      sources.toSorted((one, other) => other.refused - one.refused),
      ({ name, events, refused, lastHour }) => [
        name,
        String(events),
        refused === 0 ? '0' : pc.yellow(String(refused)),
        lastHour === null ? 'not in 24 hours' : `after ${lastHour.slice(0, 16)}Z`,
      ],
      most,
    ),
    '',
    ...columnsOf(
      ['destination', 'delivered', 'failed tries', 'state'],
      destinations.toSorted(
        (one, other) => Number(isDown(other)) - Number(isDown(one)) || other.failed - one.failed,
      ),
      ({ name, delivered, failed, state }) => [
        name,
        String(delivered),
        failed === 0 ? '0' : pc.yellow(String(failed)),
        state === 'healthy' ? pc.green(state) : isDown({ state }) ? pc.red(state) : state,
      ],
      most,
    ),
  ]
  if (connections.length > 0)
    lines.push(
      '',
      ...columnsOf(
        ['connection', 'provider', 'status', ''],
        connections.toSorted((one, other) => Number(other.problem !== null) - Number(one.problem !== null)),
        ({ name, provider, status, problem }) => [
          name,
          provider,
          problem === null ? pc.green(status) : pc.red(status),
          problem ?? '',
        ],
        most,
      ),
    )
  return `${lines.join('\n')}\n`
}

function sayDue(oldestDue: string | null): string {
  if (oldestDue === null) return ''
  return Date.parse(oldestDue) > Date.now()
    ? `, the next is tried at ${oldestDue}`
    : `, the first is due since ${oldestDue}`
}
