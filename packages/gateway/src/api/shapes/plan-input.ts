import { z } from 'zod'
import type { Declared } from '../../setup/declared.ts'
import type { Transports } from '../../transports/transports.ts'
import { declaredConnection } from './connection-input.ts'
import { declaredDestinationSchema } from './destination-input.ts'
import { nameSchema, schemeRefSchema } from './names.ts'
import { filterSchema } from './route-input.ts'
import { declaredSecretSchema } from './secret-schema.ts'
import { policyFields } from './source-input.ts'

/** Of each list, at most. */
export const mostItems = 100_000

/** The schemas of a wanted whole's items, by list. */
export type ItemSchemas = {
  readonly [List in keyof Declared]-?: z.ZodType<NonNullable<Declared[List]>[number], unknown>
}

/** What each list of a plan holds. */
export function planItemSchemas(transports: Transports): ItemSchemas {
  return {
    sources: declaredSource,
    destinations: declaredDestinationSchema(transports),
    routes: declaredRoute,
    connections: declaredConnection,
  }
}

/** The body of a plan, a wanted whole, as it is documented. */
export function planInputSchema(transports: Transports): z.ZodType<Declared, unknown> {
  const { sources, destinations, routes, connections } = planItemSchemas(transports)
  return z.strictObject({
    sources: z.array(sources).max(mostItems).optional(),
    destinations: z.array(destinations).max(mostItems).optional(),
    routes: z.array(routes).max(mostItems).optional(),
    connections: z.array(connections).max(mostItems).optional(),
  })
}

const declaredSource = z.strictObject({
  name: nameSchema,
  scheme: schemeRefSchema,
  secrets: z.array(declaredSecretSchema).max(20).optional().meta({
    description: 'Those that it shall have: others are revoked. Absent: as they are.',
  }),
  unsigned: z.boolean().optional(),
  ...policyFields,
})

const declaredRoute = z.strictObject({
  source: z.string().max(100).meta({ description: 'By name.' }),
  destination: z.string().max(100).meta({ description: 'By name.' }),
  filter: filterSchema.optional(),
})
