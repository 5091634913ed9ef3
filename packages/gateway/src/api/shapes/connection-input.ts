import { z } from 'zod'
import { recordOf } from '../../configuration/record-of.ts'
import type { ConnectionInput } from '../../connect/prepare.ts'
import { providers, tokenSchema } from '../../connect/providers.ts'
import { nameSchema } from './names.ts'

/** The body that makes a connection, and whether the public URL is believed. */
export const connectionInputSchema: z.ZodType<
  ConnectionInput & { readonly assumeReachable: boolean },
  unknown
> = z
  .strictObject({
    provider: z.enum(Object.keys(providers)),
    token: tokenSchema.meta({ description: 'The provider’s token. Kept sealed, shown to nobody.' }),
    api: z
      .string()
      .max(2000)
      .optional()
      .meta({ description: 'The base of the provider’s API, such as a self-hosted SeaTable’s address.' }),
    settings: recordOf(z.string().max(64), z.unknown()).meta({
      description: 'Webex: resource, event, filter, ownedBy. SeaTable: workspace, base.',
    }),
    name: nameSchema.meta({ description: 'The name of the source that is made for it.' }),
    forward: z.string().max(2000).optional().meta({ description: 'Makes a destination of this address.' }),
    destination: z.string().max(100).optional().meta({ description: 'A destination that there is already.' }),
    filter: z.string().min(1).max(4096).optional().meta({ description: 'Of the route: a CEL expression.' }),
    assumeReachable: z
      .boolean()
      .default(false)
      .meta({ description: 'Does not ask the public URL whether it leads here.' }),
  })
  .refine(({ forward, destination }) => forward === undefined || destination === undefined, {
    path: ['destination'],
    error: 'is given beside forward; one of the two',
  })
  .refine(
    ({ filter, forward, destination }) => filter === undefined || (forward ?? destination) !== undefined,
    {
      path: ['filter'],
      error: 'belongs to a route: give forward or destination too',
    },
  )
