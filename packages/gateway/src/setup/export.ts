import { firstKind, pullKind } from '../model/destination.ts'
import { schemeOf } from '../model/scheme-ref.ts'
import type {
  Declared,
  DeclaredConnection,
  DeclaredDestination,
  DeclaredRoute,
  DeclaredSource,
} from './declared.ts'
import type { Standing } from './standing.ts'

/**
 * What stands, as a plan would want it: a plan of it changes nothing. Without secrets, which nobody reads back, and
 * without what a gateway makes for itself.
 */
export function exported(now: Standing): Declared {
  const sources: DeclaredSource[] = []
  for (const source of now.sources()) {
    const { name, unsigned, policy } = source
    const params = source.params as Readonly<Record<string, string>>
    sources.push({ name, scheme: schemeOf(source), params, unsigned, ...policy })
  }
  const destinations: DeclaredDestination[] = []
  for (const destination of now.destinations()) {
    const { name, kind = firstKind, to, headers, policy, ...more } = destination
    const scheme = schemeOf(destination)
    const { tenant = null, types = [], unsigned = false } = more
    const { retryScheduleMs, order = null, timeoutMs, concurrency, ratePerSecond, shards = 1 } = policy
    destinations.push({
      ...{ name, kind, scheme, headers, tenant, types, unsigned, retryScheduleMs, order },
      ...(kind !== pullKind && { timeoutMs, concurrency, ratePerSecond, shards }),
      ...(kind === firstKind ? { beside: to } : kind !== pullKind && { to }),
    })
  }
  const routes = new Map<string, DeclaredRoute>()
  for (const route of now.routes()) {
    const source = now.source(route.source)?.name
    const destination = now.destination(route.destination)?.name
    if (source === undefined || destination === undefined) continue
    const declared = { source, destination, filter: route.filter }
    routes.set(JSON.stringify(declared), declared)
  }
  const connections: DeclaredConnection[] = []
  for (const { source, provider, api, settings } of now.connections()) {
    const name = now.source(source)?.name
    if (name !== undefined) connections.push({ name, provider, api, settings })
  }
  return { sources, destinations, routes: [...routes.values()], connections }
}
