import pc from 'picocolors'
import type { ConnectionJson } from '../../api/answers/connection.ts'
import type { StatsJson } from '../../api/answers/stats.ts'
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

/** How a gateway does, in one screen. */
export function statusText(status: Status): string {
  const { ready, problems, stats, sources, destinations, connections } = status
  const { pending, dead } = stats.deliveries
  const lines = [
    ready ? pc.green('ready') : pc.red(`not ready: ${problems.join('; ')}`),
    `${stats.events} events stored, ${stats.rejections} refused requests kept`,
    `${pending} deliveries wait${sayDue(stats.oldestDue)}; ${dead === 0 ? 'none is dead' : pc.red(`${dead} dead`)}`,
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
