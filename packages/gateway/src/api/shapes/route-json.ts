import { z } from 'zod'
import type { Configuration } from '../../model/configuration.ts'
import type { Route } from '../../model/route.ts'
import type { Seal } from '../../seal/seal.ts'
import { tagOf } from '../../setup/tag-of.ts'
import type { RouteJson } from '../answers/route.ts'
import { etagFields } from './etag-json.ts'
import { managedFields, showManaged } from './managed-json.ts'
import { iso, timeSchema } from './times.ts'

/** A route as the API shows it. */
export const routeSchema: z.ZodType<RouteJson> = z
  .object({
    id: z.string(),
    source: z.string().meta({ description: 'The name of the source.' }),
    destination: z.string().meta({ description: 'The name of the destination.' }),
    filter: z.string().nullable().meta({ description: 'A CEL expression; null lets all pass.' }),
    ...managedFields,
    createdAt: timeSchema,
    ...etagFields,
  })
  .meta({ id: 'Route' })

/** Shows a route with the names of its ends. */
export function showRoute(route: Route, configuration: Configuration, seal: Pick<Seal, 'mark'>): RouteJson {
  return {
    id: route.id,
    source: configuration.sources.get(route.source)?.name ?? route.source,
    destination: configuration.destinations.get(route.destination)?.name ?? route.destination,
    filter: route.filter,
    ...showManaged(route, configuration, seal),
    createdAt: iso(route.createdAt),
    etag: tagOf(route, seal),
  }
}
