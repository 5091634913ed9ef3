import type { Command } from 'commander'
import type { ConnectionJson } from '../api/answers/connection.ts'
import type { DestinationJson } from '../api/answers/destination.ts'
import type { SeriesJson } from '../api/answers/series.ts'
import type { SourceJson } from '../api/answers/source.ts'
import type { StatsJson } from '../api/answers/stats.ts'
import { grouped } from '../model/grouped.ts'
import { printableJson } from '../model/printable.ts'
import { operationalSource } from '../model/source.ts'
import {
  type ClientOptions,
  createClient,
  findGateway,
  withClientOptions,
  withGatewayOptions,
} from './calls/client.ts'
import { readAll } from './calls/read-all.ts'
import { dayOfDestination, dayOfSource } from './status/day.ts'
import { isTroubled, type Status, statusText } from './status/text.ts'

const help = `
Counts of sources and destinations are of the last 24 hours. As many of each are shown as fit on the terminal (20 elsewhere),
those in trouble first; 'source list' and 'destination list' show all. What to do about what is wrong: 'countersign doctor'.
Exit codes: 0 the gateway is ready and nothing is in trouble, 1 something is or it does not answer, 78 none is known.

Examples:
  countersign status
  watch countersign status
  countersign status --json
`

/** `countersign status`: how a gateway does, in one screen. */
export function statusCommand(program: Command): void {
  withGatewayOptions(
    withClientOptions(program.command('status').description('how the gateway does, in one screen')),
  )
    .addHelpText('after', help)
    .action(async (options: ClientOptions, command: Command) => {
      const status = await read(command, options)
      const height = process.stdout.isTTY ? process.stdout.rows : undefined
      process.stdout.write(options.json ? `${printableJson(status)}\n` : statusText(status, height))
      process.exitCode = status.ready && !isTroubled(status) ? 0 : 1
    })
}

/** The gateway gives its own checks two seconds each, all at once; in ms. */
const patienceMs = 10_000

async function read(command: Command, options: ClientOptions): Promise<Status> {
  const client = createClient(command, options)
  const { url } = findGateway(command, options)
  const stats = await client.call<StatsJson>('GET', '/stats')
  const { ready, checks } = (await (
    await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(patienceMs) })
  ).json()) as {
    ready: boolean
    checks: { name: string; problem?: string }[]
  }
  const series = await client.call<SeriesJson>('GET', '/stats/series', { query: { step: 'hour' } })
  const sources = await readAll<SourceJson>(client, '/sources')
  const destinations = await readAll<DestinationJson>(client, '/destinations')
  const connections = await readAll<ConnectionJson>(client, '/connections')
  const eventsOf = grouped(series.events, ({ source }) => source)
  const deliveriesOf = grouped(series.deliveries, ({ destination }) => destination)
  return {
    ready,
    problems: checks.flatMap(({ name, problem }) => (problem === undefined ? [] : [`${name}: ${problem}`])),
    stats,
    sources: sources
      .map(({ name }) => ({ name, ...dayOfSource(eventsOf.get(name) ?? []) }))
      // The gateway's own, until it has said something.
      .filter(({ name, events }) => name !== operationalSource || events > 0),
    destinations: destinations.map(({ name, paused, health }) => ({
      name,
      state: paused === 'operator' ? 'paused' : health.state,
      ...dayOfDestination(deliveriesOf.get(name) ?? []),
    })),
    connections: connections.map(({ name, provider, status, problem }) => ({
      ...{ name, provider, status, problem },
    })),
  }
}
