import { z } from 'zod'
import { longestFilter } from '../../configuration/filter.ts'
import type { RouteInput, RouteToNew } from '../../setup/route.ts'

/** A route's filter. */
export const filterSchema: z.ZodNullable<z.ZodString> = z.string().min(1).max(longestFilter).nullable()

/** The body that makes a route. */
export const routeInputSchema: z.ZodType<RouteInput, unknown> = z.strictObject({
  source: z.string().max(100),
  destination: z.string().max(100),
  filter: filterSchema.default(null),
})

/** A route to a destination that is made with it. */
export const routeToNewSchema: z.ZodType<RouteToNew, unknown> = z.strictObject({
  source: z.string().max(100),
  filter: filterSchema.default(null),
})

/** The body that changes a route. */
export const routeChangeSchema: z.ZodType<Pick<RouteInput, 'filter'>, unknown> = z.strictObject({
  filter: filterSchema,
})
