import type { ConfigurationChange, Unnumbered } from '../model/configuration.ts'
import type { Destination } from '../model/destination.ts'
import { Refusal } from '../model/refusal.ts'
import type { Route } from '../model/route.ts'
import type { SetupContext } from './command.ts'
import { Draft } from './draft.ts'
import type { Standing } from './standing.ts'

/**
 * Refuses a change by which what comes in at a source would come back to it through this gateway's own addresses, and
 * go round for ever. Filters are not asked: whether one lets nothing through a second time cannot be known. A cycle that
 * stands already is left, so that it can be taken apart. Throws ERR_CYCLE with the way that it would go.
 */
export function refuseCycle(
  before: Standing,
  change: ConfigurationChange,
  { transports, ownIngest }: Pick<SetupContext, 'transports' | 'ownIngest'>,
): void {
  const leadsTo = ({ kind, to, deletedAt }: Unnumbered<Destination>): string | null =>
    deletedAt === null ? ownIngest(transports.addressOf({ kind, to })) : null
  const turned = (change.destinations ?? []).filter((destination) => {
    const path = leadsTo(destination)
    const old = path === null ? undefined : before.destination(destination.id)
    return path !== null && (old === undefined || leadsTo(old) !== path)
  })
  const added = (change.routes ?? []).filter(({ id }) => before.route(id) === undefined)
  if (turned.length === 0 && added.length === 0) return
  const after = new Draft(before)
  after.add(change)
  const next = ({ destination }: Route): string | undefined => {
    const found = after.destination(destination)
    const path = found === undefined ? null : leadsTo(found)
    return path === null ? undefined : after.sourceAt(path)?.id
  }
  for (const route of [...added, ...turned.flatMap(({ id }) => after.routesOf(id))]) {
    const way = wayBack(route, next, (source) => after.routesOf(source))
    if (way === null) continue
    const names = way.flatMap(({ source, destination }) => [
      after.source(source)?.name ?? source,
      after.destination(destination)?.name ?? destination,
    ])
    throw new Refusal('ERR_CYCLE', `It would go round for ever: ${[...names, names[0]].join(' → ')}.`)
  }
}

/** The routes that lead from one's source over it back to its source; null where none do. Each source is asked once. */
function wayBack(
  first: Route,
  next: (route: Route) => string | undefined,
  routesOf: (source: string) => readonly Route[],
): readonly Route[] | null {
  const seen = new Set<string>()
  let ways: (readonly Route[])[] = [[first]]
  while (ways.length > 0) {
    const longer: (readonly Route[])[] = []
    for (const way of ways) {
      const source = next(way.at(-1) ?? first)
      if (source === first.source) return way
      if (source === undefined || seen.has(source)) continue
      seen.add(source)
      for (const route of routesOf(source)) if (route.source === source) longer.push([...way, route])
    }
    ways = longer
  }
  return null
}
