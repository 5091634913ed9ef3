import type { Command } from 'commander'
import pc from 'picocolors'
import type { ConnectionJson } from '../api/answers/connection.ts'
import type { DestinationJson } from '../api/answers/destination.ts'
import type { Page } from '../api/answers/page.ts'
import type { SeriesJson } from '../api/answers/series.ts'
import type { SourceJson } from '../api/answers/source.ts'
import type { StatsJson } from '../api/answers/stats.ts'
import { operationalSource } from '../model/source.ts'
import { type ClientOptions, createClient, findGateway, withClientOptions, withDataOption } from './client.ts'
import { printable } from './print-list.ts'
import { type DestinationDay, dayOfDestination, dayOfSource, type SourceDay } from './status-day.ts'

const help = `
Counts are of the last 24 hours. At most 20 sources and destinations are shown, those in trouble first; 'source list'
and 'destination list' show all. Exit codes: 0 the gateway is ready and nothing is in trouble, 1 something is.

Examples:
  countersign status
  watch countersign status
  countersign status --json
`

/** So many of each noun are shown. */
const mostShown = 20

interface Status {
  readonly ready: boolean
  readonly problems: readonly string[]
  readonly stats: StatsJson
  readonly sources: readonly (SourceDay & { readonly name: string })[]
  readonly destinations: readonly (DestinationDay & { readonly name: string; readonly state: string })[]
  readonly connections: readonly Pick<ConnectionJson, 'name' | 'provider' | 'status' | 'problem'>[]
}

/** `countersign status`: how a gateway does, in one screen. */
export function statusCommand(program: Command): void {
  withDataOption(
    withClientOptions(program.command('status').description('how the gateway does, in one screen')),
  )
    .addHelpText('after', help)
    .action(async (options: ClientOptions, command: Command) => {
      const status = await read(command, options)
      process.stdout.write(options.json ? `${JSON.stringify(status)}\n` : show(status))
      process.exitCode = status.ready && !troubled(status) ? 0 : 1
    })
}

async function read(command: Command, options: ClientOptions): Promise<Status> {
  const client = createClient(command, options)
  const { url } = findGateway(command, options)
  const stats = await client.call<StatsJson>('GET', '/stats')
  const { ready, checks } = (await (await fetch(`${url}/readyz`)).json()) as {
    ready: boolean
    checks: { name: string; problem?: string }[]
  }
  const page = { query: { limit: 200 } }
  const series = await client.call<SeriesJson>('GET', '/stats/series', { query: { step: 'hour' } })
  const sources = await client.call<Page<SourceJson>>('GET', '/sources', page)
  const destinations = await client.call<Page<DestinationJson>>('GET', '/destinations', page)
  const connections = await client.call<Page<ConnectionJson>>('GET', '/connections', page)
  return {
    ready,
    problems: checks.flatMap(({ name, problem }) => (problem === undefined ? [] : [`${name}: ${problem}`])),
    stats,
    sources: sources.items
      .map(({ name }) => ({ name, ...dayOfSource(series, name) }))
      // The gateway's own, until it has said something.
      .filter(({ name, events }) => name !== operationalSource || events > 0),
    destinations: destinations.items.map(({ name, paused, health }) => ({
      name,
      state: paused === 'operator' ? 'paused' : health.state,
      ...dayOfDestination(series, name),
    })),
    connections: connections.items.map(({ name, provider, status, problem }) => ({
      ...{ name, provider, status, problem },
    })),
  }
}

function troubled({ destinations, connections }: Status): boolean {
  return (
    destinations.some(({ state }) => state === 'disabled' || state === 'probing') ||
    connections.some(({ problem }) => problem !== null)
  )
}

function show(status: Status): string {
  const { ready, problems, stats, sources, destinations, connections } = status
  const { pending, dead } = stats.deliveries
  const lines = [
    ready ? pc.green('ready') : pc.red(`not ready: ${problems.join('; ')}`),
    `${stats.events} events stored, ${stats.rejections} refused requests kept`,
    `${pending} deliveries wait${stats.oldestDue === null ? '' : `, the oldest since ${stats.oldestDue}`}; ${dead === 0 ? 'none is dead' : pc.red(`${dead} dead`)}`,
    '',
    ...table(
      ['source', 'events', 'refused', 'last in'],
      [...sources].sort((one, other) => other.refused - one.refused),
      ({ name, events, refused, lastHour }) => [
        name,
        String(events),
        refused === 0 ? '0' : pc.yellow(String(refused)),
        lastHour === null ? 'more than a day ago' : `after ${lastHour.slice(0, 16)}Z`,
      ],
    ),
    '',
    ...table(
      ['destination', 'delivered', 'failed tries', 'state'],
      [...destinations].sort((one, other) => other.failed - one.failed),
      ({ name, delivered, failed, state }) => [
        name,
        String(delivered),
        failed === 0 ? '0' : pc.yellow(String(failed)),
        state === 'healthy'
          ? pc.green(state)
          : state === 'disabled' || state === 'probing'
            ? pc.red(state)
            : state,
      ],
    ),
  ]
  if (connections.length > 0)
    lines.push(
      '',
      ...table(
        ['connection', 'provider', 'status', ''],
        connections,
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

/** Columns of plain text: what stands in colours is as wide as without. */
function table<Row>(
  head: readonly string[],
  rows: readonly Row[],
  cells: (row: Row) => readonly string[],
): string[] {
  const shown = rows.slice(0, mostShown).map((row) => cells(row).map(keepColours))
  const all = [head.map((title) => pc.dim(title)), ...shown]
  const widths = head.map((_, at) => Math.max(...all.map((row) => widthOf(row[at] ?? ''))))
  const lines = all.map((row) =>
    row
      .map((cell, at) => cell + ' '.repeat((widths[at] ?? 0) - widthOf(cell)))
      .join('  ')
      .trimEnd(),
  )
  if (rows.length === 0) lines.push('none')
  if (rows.length > mostShown) lines.push(`and ${rows.length - mostShown} more`)
  return lines
}

/** Colours are ours; whatever else a terminal would obey is not. */
function keepColours(cell: string): string {
  return cell
    .split(colour)
    .map((part, at) => (at % 2 === 1 ? part : printable(part)))
    .join('')
}

const colour = new RegExp(`(${String.fromCharCode(27)}\\[\\d{1,2}m)`)

function widthOf(cell: string): number {
  return cell.split(colour).reduce((width, part, at) => (at % 2 === 1 ? width : width + part.length), 0)
}
