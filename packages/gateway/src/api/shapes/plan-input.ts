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
const most = 100_000

/** The body of a plan: a wanted whole. */
export function planInputSchema(transports: Transports): z.ZodType<Declared, unknown> {
  return z.strictObject({
    sources: z.array(declaredSource).max(most).optional(),
    destinations: z.array(declaredDestinationSchema(transports)).max(most).optional(),
    routes: z.array(declaredRoute).max(most).optional(),
    connections: z.array(declaredConnection).max(most).optional(),
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
